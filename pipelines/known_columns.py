"""Columns that survey tools add themselves, and columns that can tell who a person is.

Names are those of exports by Qualtrics, LimeSurvey, SurveyMonkey, Alchemer, Microsoft Forms, Google Forms and REDCap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_ID_NAMES = _names(
    "respondentid participantid participantcode participantnumber participantno respondentnumber respondentno "
    "respondentcode participant respondent personid subjectid caseid recordid studyid staffid memberid userid pid "
    "token responseid submissionid surveyid id case nr no number externalreference externaldatareference"
)
_ABOUT_THE_SURVEY = {
    "when the row was recorded; exact times can single a person out": _names(
        "startdate enddate recordeddate submitdate datestamp timestamp starttime completiontime lastmodifiedtime "
        "datecreated datemodified datesubmitted timestarted starttimestamp endtimestamp"
    ),
    "a record of the survey tool, used only to find rows to leave out": _names(
        "status responsetype progress finished distributionchannel complete completed lastpage"
    ),
    "a record of the survey tool, not an answer": _names(
        "durationinseconds duration timetaken collectorid refurl referer seed startlanguage customdata1 sessionid "
        "redcapeventname redcapsurveyidentifier redcaprepeatinstrument redcaprepeatinstance linkname useragent "
        "urlvariable externalreference externaldatareference"
    ),
}
_TOOL_SUFFIXES = re.compile(r"(_DO(_\d+)?|_(First|Last) Click|_Page Submit|_Click Count)$|^Q_[A-Z]\w+$|_timestamp$")
_IDENTIFYING = {
    "an address of a computer": _names("ipaddress ipaddr ip"),
    "an e-mail address": _names("email emailaddress recipientemail mail respondentemail contactemail youremail"),
    "a name": _names(
        "name firstname lastname surname fullname yourname recipientfirstname recipientlastname givenname familyname "
        "forename respondentname participantname username middlename initials"
    ),
    "a phone number": _names("phone phonenumber telephone telephonenumber mobile mobilenumber tel cell cellphone fax"),
    "a place": _names(
        "locationlatitude locationlongitude latitude longitude lat lon lng gps coordinates address homeaddress "
        "streetaddress street postcode postalcode zip zipcode postaladdress workaddress geoip"
    ),
    "a date of birth": _names("dob dateofbirth birthdate birthday birthdatedob"),
    "a number of a person's file": _names("nhsnumber ssn socialsecuritynumber passportnumber mrn medicalrecordnumber"),
}
_IDENTIFYING_WORDING = (
    ("an e-mail address", re.compile(r"\be-?mail address\b|\byour e-?mail\b", re.IGNORECASE)),
    ("a phone number", re.compile(r"\b(phone|telephone|mobile) number\b", re.IGNORECASE)),
    ("a name", re.compile(r"\b(your|first|last|full|family) name\b", re.IGNORECASE)),
    ("a place", re.compile(r"\b(post ?code|zip code|postal address|home address|street address)\b", re.IGNORECASE)),
    ("a date of birth", re.compile(r"\b(date of birth|birth date|birthday)\b", re.IGNORECASE)),
)
_SHORT_WORDING_WORDS = 10  # 'What is your e-mail address?' asks for it; a longer question only speaks of it
_IDENTIFYING_VALUES = (
    ("e-mail addresses", r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    ("addresses of computers", r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F:]+"),
    ("phone numbers", r"(?:\+\d|\(0|0\d)[\d\s()./-]{7,18}\d"),
)
_IDENTIFYING_SHARE = 0.5  # of the filled cells
QUESTION_NAMES = frozenset(_names("question questiontext questionid questionname item itemid prompt questionlabel"))
ANSWER_NAMES = frozenset(
    _names("text answer response comment comments verbatim answertext responsetext freetext feedback openanswer")
)


def name_key(name: str) -> str:
    """A column name without what differs between tools.

    >>> name_key("Duration (in seconds)"), name_key("IP Address")
    ('durationinseconds', 'ipaddress')
    """
    return _NOT_LETTERS.sub("", name.lower())


def about_the_survey(name: str) -> str:
    """Why a column is the survey tool's own; '' where it is not."""
    key = name_key(name)
    for reason, names in _ABOUT_THE_SURVEY.items():
        if key in names:
            return reason
    return "a record of the survey tool, not an answer" if _TOOL_SUFFIXES.search(name) else ""


def identifying(name: str, wording: str, distinct: pd.Series) -> str:
    """Why a column can tell who a person is; '' where nothing speaks for it.

    Parameters
    ----------
    name, wording : str
    distinct : Series of str
        The distinct values of the column, without ''.

    Returns
    -------
    str
        A reason in plain words.

    Examples
    --------
    >>> identifying("RecipientEmail", "", pd.Series([], dtype="str"))
    'holds an e-mail address, which can tell who a person is'
    """
    key = name_key(name)
    for what, names in _IDENTIFYING.items():
        if key in names:
            return f"holds {what}, which can tell who a person is"
    if len(wording.split()) <= _SHORT_WORDING_WORDS:
        for what, asks in _IDENTIFYING_WORDING:
            if asks.search(wording):
                return f"asks for {what}, which can tell who a person is"
    sample = distinct.head(200)
    for what, pattern in _IDENTIFYING_VALUES:
        if len(sample) and sample.str.fullmatch(pattern).mean() >= _IDENTIFYING_SHARE:
            return f"holds {what}, which can tell who a person is"
    return ""


def id_columns(names: Iterable[str]) -> list[str]:
    """Columns that are called like a respondent's number, the likeliest first.

    >>> id_columns(["ResponseId", "comment", "participant_id"])
    ['participant_id', 'ResponseId']
    """
    ranked = [(_ID_NAMES.index(name_key(name)), name) for name in names if name_key(name) in _ID_NAMES]
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])]
