"""A class list as a school office exports it: names, IDs with zeros, sections, and a private phone number."""

FILE_NAME = "class list.csv"
GOOD = """\
Northside School;;;;;;
Last Name;First Name;Student ID;Grade Level;Section;Email;Home Phone
Okafor;Amara;00123;6;Period 3;amara.okafor@school.example;555 0100
García López;Lucía;00124;6;Period 3;lucia.garcia@school.example;
Chen;Wei;00125;6;Period 3;wei.chen@school.example;555 0102
Chen;Wei;00126;7;Period 4;wei.chen2@school.example;
Okafor;Amara;00123;6;Period 4;amara.okafor@school.example;555 0100
""".encode()
BAD = GOOD.replace(b"00124", b"1.24E+11")
BAD_SAYS = "Row 4, column 'Student ID': '1.24E+11' is a long ID that a spreadsheet program shortened"
