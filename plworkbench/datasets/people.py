"""Invented students of the synthetic set: names, interests, goals. No real person is meant."""

from __future__ import annotations

# 'Given|Family', one line of 28 for each of the four classes. Exactly one given name comes twice (Mei, Period 3).
_NAMES = """
Aaliyah|Brooks;Adrián|Solís Herrera;Aiko|Morikuni;Alemayehu|Desta;Anouk|Verbeek;Bao|Truong;Beatriz|Carvalho;
Callum|Fraser;Chidi|Nwankwo;Dalia|Haddad;Dmitri|Sokolenko;Elif|Kocaman;Esperanza|Quiñones;Farid|Rahmani;
Grace|Whitfield;Hina|Qureshi;Ignacio|Peralta;Ji-woo|Kang;Kalani|Mahoe;Lena|Brandstätter;Marcus|Tillman;
Nadia|Zaitseva;Oluwaseun|Adeyemi;Priya|Raghavan;Rafael|Monteiro;Sienna|O'Malley;Tuấn|Phạm;Zoë|Lindqvist;
Abdi|Warsame;Agnieszka|Zielińska;Ananya|Deshpande;Ayanda|Mthembu;Benicio|Fuentes;Bronwyn|Pugh;Camila|Arbeláez;
Darius|Hightower;Deborah|Ben-Ami;Ebele|Onyekachi;Emil|Dragomir;Fatoumata|Sangaré;Gustavo|Maldonado;Hannah|Steinfeld;
Ikaika|Nakoa;Ines|Ferreira;Jamal|Underwood;Keiko|Hamabata;Leilani|Tuiasosopo;Mateusz|Wrona;Naledi|Dube;
Oisín|Ó Briain;Pia|Rautio;Rohan|Kulkarni;Soraya|Esfahani;Thiago|Sant'Elmo;Winona|Blackhorse;Yousef|Al-Masri;
Adaeze|Ibekwe;Ahmed|El-Sayed;Astrid|Sørensen;Björn|Þrastarson;Chloé|Beaumont;Citlali|Xochihua;D'Andre|Whitaker;
Efua|Asante;Francesca|Dell'Orto;Gabriel|Núñez Olmos;Huda|Karimi;Ivana|Kovačević;Jean-Luc|Baptiste;Kwame|Boateng;
Liam|Gilhooly;Maximiliana|Hohenfels-Oyarzábal de la Torre y Montesinos;Mei|Hsu;Mei|Asakawa;Nizhoni|Begaye;
Omar|Zerrouki;Pavel|Hrubeš;Quynh|Ngô;Roisin|McAteer;Samira|Benali;Tevita|Fonoti;Uma|Krishnamurthy;Wyatt|Hollister;
Yaretzi|Campos;
Aditi|Bhattacharya;Anselm|Okonjo;Aylin|Demirtaş;Bilal|Anwari;Catalina|Ibáñez;Cormac|Doyle;Delphine|Marchand;
Dong-hyun|Seo;Eleni|Papadaki;Ezekiel|Freeman;Fernanda|Azevedo;Gintaras|Vaitkus;Hamza|Bhatti;Isabela|Montoya;
Jasmine|Carter-Lewis;Kofi|Mensah;Lucía|Villaseñor;Makoa|Kealoha;Marta|Szabó;Nia|Pemberton;Oskar|Hagström;
Parisa|Golzar;Rashid|Mwangi;Sofía|Echeverría;Tala|Bautista;Tomás|Arce;Vivaan|Chatterjee;Xiomara|Del Valle
"""
NAMES: tuple[tuple[str, str], ...] = tuple(
    (given, family) for given, family in (entry.strip().split("|") for entry in _NAMES.split(";"))
)
"""Given and family name of 112 invented students."""

INTERESTS = (
    "animals", "baking", "basketball", "board games", "building things", "coding", "cricket", "dancing", "drawing",
    "fishing", "football", "gardening", "history", "music", "photography", "reading comics", "running", "science",
    "sewing", "skateboarding", "space", "swimming", "theatre", "video games", "volleyball",
)  # fmt: skip
"""What students say they like."""

GOALS = (
    "I want to understand fractions for real, not just the steps.",
    "I want to stop rushing and check my work.",
    "Ask at least one question every week.",
    "I want to be able to explain my answer to my group.",
    "Get better at word problems.",
    "I want to finish my work in class so I have time for practice.",
    "I want to know my times tables faster.",
    "I would like harder problems sometimes.",
    "Not give up when it is hard at first.",
    "I want to get ready for the algebra class.",
    "Hand in everything this month.",
    "I want to help other people without just telling them the answer.",
    "Keep my notes in order so I can find things.",
    "I want to get at least secure in ratios.",
    "To feel less nervous before a test.",
    "I want to learn how to budget for our trip.",
    "I want to retake the quiz and do better.",
    "Draw a picture before I start calculating.",
    "I want to understand negative numbers.",
    "Speak up more when we work in groups.",
    "I want to know where I will use this.",
    "Come on time every day.",
    "I want to do my own project about sports numbers.",
    "Read the question twice.",
)
"""Goals in students' words."""

WAYS_OF_WORKING = (
    "with a partner",
    "in a small group",
    "on my own first",
    "with the teacher",
    "with things I can touch",
    "on a computer",
)
"""Ways of working a student can choose: a choice of that day, not a trait."""


def name_of(place: int) -> tuple[str, str]:
    """Return given and family name of the student at a place, from 0; no full name comes twice.

    Examples
    --------
    >>> name_of(0)
    ('Aaliyah', 'Brooks')
    >>> name_of(112)
    ('Aaliyah', 'Desta')
    """
    lap, at = divmod(place, len(NAMES))
    # Steps of 3 keep the two Meis, who are neighbours, from getting each other's family name.
    return NAMES[at][0], NAMES[(at + 3 * lap) % len(NAMES)][1]
