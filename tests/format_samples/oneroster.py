"""A OneRoster 1.2 bundle: people of several roles, two classes, line items, results and learning objectives."""

import io
import zipfile

from format_samples import STUDENTS

FILE_NAME = "oneroster.zip"

USERS = """\
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,\
phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,\
primaryOrgSourcedId,pronouns
u-t,active,,TRUE,mruiz,,Marta,Ruiz,,T01,mruiz@school.example,,5550100,,,s3cret,,,,,org-1,
u-1,active,,TRUE,aokafor,{LDAP:12},Amara,Okafor,,00123,amara@school.example,5550101,,u-p,06,hunter2,,,,,org-1,she/her
u-2,active,,TRUE,lgarcia,,Lucía,"García López",,00124,lucia@school.example,,,,06,,,Lu,,,org-1,
u-3,,,FALSE,chen,,Wei,Chen,,00125,,,,,06,,,,,,org-1,
u-4,tobedeleted,,TRUE,gone,,Gone,Away,,00126,,,,,06,,,,,,org-1,
u-p,active,,TRUE,okafor,,Ada,Okafor,,,ada@home.example,,5550102,u-1,,,,,,,,
"""
FILES = {
    "manifest.csv": """\
propertyName,value
manifest.version,1.0
oneroster.version,1.2
file.academicSessions,absent
file.categories,bulk
file.classes,bulk
file.demographics,bulk
file.enrollments,bulk
file.lineItemLearningObjectiveIds,bulk
file.lineItems,bulk
file.orgs,bulk
file.resultLearningObjectiveIds,bulk
file.results,bulk
file.roles,bulk
file.scoreScales,absent
file.users,bulk
source.systemName,Invented
""",
    "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "org-1,active,,An invented school,school,,\n",
    "classes.csv": """\
sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,\
termSourcedIds,subjects,subjectCodes,periods
c-1,active,,Maths 6,06,crs-1,M6-1,scheduled,,org-1,t-1,"Maths, Ratios",,1
c-2,active,,Maths 6,06,crs-1,M6-2,scheduled,,org-1,t-1,,,2
c-3,tobedeleted,,Maths 6,06,crs-1,M6-3,scheduled,,org-1,t-1,,,3
""",
    "users.csv": USERS,
    "roles.csv": """\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r-t,active,,u-t,primary,teacher,,,org-1,
r-1,active,,u-1,primary,student,,,org-1,
r-2,active,,u-2,primary,student,,,org-1,
r-3,active,,u-3,primary,student,,,org-1,
r-p,active,,u-p,primary,parent,,,org-1,
""",
    "enrollments.csv": """\
sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e-t,active,,c-1,org-1,u-t,teacher,true,,
e-1,active,,c-1,org-1,u-1,student,,,
e-2,active,,c-1,org-1,u-2,student,,,
e-3,active,,c-2,org-1,u-3,student,,,
e-4,tobedeleted,,c-2,org-1,u-1,student,,,
e-5,active,,c-3,org-1,u-2,student,,,
""",
    "demographics.csv": """\
sourcedId,status,dateLastModified,birthDate,sex,asian,hispanicOrLatinoEthnicity
u-1,active,,2014-03-02,female,false,false
u-2,active,,2014-07-19,female,false,true
u-t,active,,1980-01-01,female,false,false
""",
    "categories.csv": "sourcedId,status,dateLastModified,title,weight\ncat-1,active,,Quizzes,50\n",
    "lineItems.csv": """\
sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,\
academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId
li-1,active,,Quiz 1 6.RP.A.1,,2026-09-01,2026-09-11T23:59:00.000Z,c-1,cat-1,t-1,0.0,10.0,org-1
li-2,active,,Unit test,,2026-09-01,2026-09-25,c-1,cat-1,t-1,0,20,org-1
li-3,active,,Unit test,,2026-09-01,2026-10-02,c-1,cat-1,t-1,0,20,org-1
li-4,tobedeleted,,Lost quiz,,2026-09-01,2026-10-02,c-1,cat-1,t-1,0,20,org-1
""",
    "lineItemLearningObjectiveIds.csv": """\
sourcedId,status,dateLastModified,lineItemSourcedId,source,learningObjectiveId
o-1,active,,li-2,case,7b1f0a1e-0000-4000-8000-000000000001
""",
    "results.csv": """\
sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,\
classSourcedId,inProgress,incomplete,late,missing
s-1,active,,li-1,u-1,fully graded,8.5,2026-09-14,,,c-1,,,,
s-2,active,,li-1,u-2,exempt,,2026-09-14,,,c-1,,,,
s-3,active,,li-2,u-1,partially graded,12,2026-09-28,,,c-1,,,true,
s-4,active,,li-2,u-2,submitted,0,2026-09-28,,,c-1,,,,TRUE
s-5,active,,li-3,u-1,submitted,,2026-10-05,,,c-1,,,,
s-6,active,,li-3,u-2,fully graded,15,2026-10-05,,,c-1,,,,
s-7,tobedeleted,,li-1,u-1,fully graded,1,2026-09-12,,,c-1,,,,
s-8,active,,li-4,u-1,fully graded,1,2026-09-12,,,c-1,,,,
s-9,active,,li-1,u-4,fully graded,1,2026-09-12,,,c-1,,,,
""",
    "resultLearningObjectiveIds.csv": """\
sourcedId,status,dateLastModified,resultSourcedId,source,learningObjectiveId,score,textScore
ro-1,active,,s-6,case,6.EE.B.7,3,
ro-2,active,,s-6,case,7b1f0a1e-0000-4000-8000-000000000002,2.5,
ro-3,active,,s-3,case,7b1f0a1e-0000-4000-8000-000000000001,,
""",
}
"""The members of the good bundle; the faults of others are made from them."""


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


GOOD = zipped(FILES)
BAD = zipped({**FILES, "enrollments.csv": FILES["enrollments.csv"].replace("u-2,student", "u-9,student", 1)})
BAD_SAYS = "enrollments.csv, row 4, column 'userSourcedId': 'u-9' stands in no row of users.csv."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status", "date_assessed"]
STATUSES = ["scored", "excused", "missing"]


def write(scores):
    """The scores as results of line items, in version 1.1: users.csv says who is a student."""
    words = {"scored": "fully graded", "excused": "exempt", "missing": "not submitted"}
    users = ["sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,email"]
    enrolled = ["sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role"]
    for place, student in STUDENTS.iterrows():
        users.append(
            f'{student["id"]},,,TRUE,org,student,,{student["first_name"]},"{student["last_name"]}",{student["email"]}'
        )
        enrolled.append(f"e{place},,,c-1,org,{student['id']},student")
    titles = list(dict.fromkeys(scores["assessment"]))
    points = scores.drop_duplicates("assessment").set_index("assessment")["points_possible"]
    lines = ["sourcedId,status,dateLastModified,title,dueDate,classSourcedId,categorySourcedId,resultValueMax"]
    lines += [f'li{n},,,"{title}",2026-10-01,c-1,,{points[title]}' for n, title in enumerate(titles)]
    results = ["sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate"]
    for n, row in enumerate(scores[scores["status"].isin(STATUSES)].itertuples()):
        score = "" if row.status != "scored" else repr(row.score)
        student = STUDENTS["id"][row.student]
        results.append(
            f"s{n},,,li{titles.index(row.assessment)},{student},{words[row.status]},{score},{row.date_assessed:%Y-%m-%d}"
        )
    return zipped(
        {
            "manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.users,bulk\nfile.demographics,absent\n",
            "users.csv": "\n".join(users),
            "classes.csv": "sourcedId,status,dateLastModified,title\nc-1,active,,Period 3\n",
            "enrollments.csv": "\n".join(enrolled),
            "lineItems.csv": "\n".join(lines),
            "results.csv": "\n".join(results),
        }
    )
