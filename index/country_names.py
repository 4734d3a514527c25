"""Data: what countries and their peoples are also called, where the `countryinfo` package lacks it.

Plain lists by ISO 3166 code, and what looks like a country's name and is none.
"""

# What is no country of ISO 3166 and yet acts and is named like one.
MORE_COUNTRIES = {"EU": "European Union", "XK": "Kosovo"}

# In capitals: as it is written, and all in lower case. US is a pronoun in lower case.
INITIALS = {"US": "US", "U.S.": "US", "UK": "GB", "U.K.": "GB"}
ANY_CASE_INITIALS = {
    "USA": "US", "UK": "GB", "UAE": "AE", "EU": "EU", "DPRK": "KP", "ROK": "KR", "DRC": "CD", "PRC": "CN", "KSA": "SA",
}  # fmt: skip

# The most common meaning in the news, also where the package has another.
SHORT_FORMS = {
    "AF": "afghans",
    "AR": "argentine, argentines, argentinian, argentinians",
    "AE": "the emirates, emiratis",
    "AZ": "azeri, azeris",
    "BA": "bosnia, bosnian, bosnians",
    "BF": "burkina, burkinabe",
    "BG": "bulgars",
    "BR": "brasilia",
    "CD": "congo, democratic republic of congo, democratic congo",
    "CG": "republic of congo",
    "CI": "ivory coast, ivorian, ivorians",
    "CN": "mainland china, peking",
    "CZ": "czechs, czech",
    "DK": "danes, dane",
    "ES": "spaniard, spaniards",
    "EU": "brussels",
    "FI": "finns, finn",
    "FR": "frenchman, frenchmen",
    "GB": "britain, england, scotland, scottish, britons, northern ireland, northern irish, scots",
    "GR": "greeks",
    "HR": "croat, croats",
    "IE": "irishman, irishmen",
    "IR": "teheran",
    "IS": "icelandic, icelanders",
    "KZ": "kazakh, kazakhs, astana",
    "KG": "kyrgyz",
    "LA": "lao",
    "MK": "macedonia, macedonian, macedonians",
    "MM": "rangoon",
    "NL": "holland, dutchman, dutchmen",
    "NP": "nepali, nepalis",
    "NG": "niger delta",
    "PH": "filipino, filipinos, philippine",
    "PL": "poles, pole",
    "PS": "palestinians",
    "PT": "portuguese",
    "RS": "serb, serbs",
    "SA": "saudi, saudis",
    "SE": "swedes, swede",
    "SI": "slovenian, slovenians, slovenes",
    "SK": "slovaks",
    "TH": "thais",
    "TJ": "tajik, tajiks",
    "TM": "turkmen, turkmens",
    "TR": "türkiye, turks, turk",
    "UA": "kiev",
    "US": "america, american, americans",
    "UZ": "uzbek, uzbeks",
    "VA": "vatican, the holy see",
    "XK": "kosovar, kosovars, kosovan, kosovans, pristina",
}

# Longer names in which a country's is part of something else.
NO_COUNTRIES = frozenset({
    "latin america", "latin american", "latin americans", "south america", "south american",
    "south americans", "north america", "north american", "north americans", "central america",
    "central american", "central americans", "native american", "native americans", "american indian",
    "american indians", "indian ocean", "west indian", "west indians", "south china sea", "east china sea",
    "sea of japan", "gulf of mexico", "gulf of guinea", "gulf of oman", "guinea pig", "guinea pigs",
    "new mexico", "new jersey", "new england", "jersey city", "new south wales", "north pole", "south pole",
    "washington state", "state of washington", "state of georgia", "georgia state", "georgia tech",
    "atlanta, georgia", "brazil nut", "brazil nuts",
})  # fmt: skip

# Small places' capitals and names that mostly mean someone or something else, and initials that do.
UNUSED = frozenset({
    "hamilton", "stanley", "douglas", "victoria", "the valley", "plymouth", "mann", "male", "viti",
    "west island", "ira", "sar", "fry", "ieg",
})  # fmt: skip

# Words of their own in lower case: the bird, the tableware, the verb.
WORDS_IN_LOWER_CASE = frozenset({
    "turkey", "china", "chad", "jordan", "polish", "pole", "poles", "guinea", "lima", "swede", "swedes",
    "turkeys",
})  # fmt: skip

# Family names that are countries or capitals, and the given names before which they are taken for one.
FAMILY_NAMES = frozenset({
    "jordan", "washington", "chad", "georgia", "israel", "holland", "england", "ireland", "britain", "paris",
    "london",
})  # fmt: skip
GIVEN_NAMES = frozenset(
    """
    alexander andrew anna anne anthony barbara benjamin brian charles christopher daniel david denzel donald edward
    elizabeth emily emma eric frank george harry henry jack james jane jason jennifer jessica jim joe john joseph
    karen kevin laura linda lisa louis margaret maria mark martha martin mary matthew michael mike nancy nicholas
    patricia paul peter philip rachel rebecca richard robert ronald ryan samuel sandra sarah scott simon stephen
    steven susan thomas tim tom tony walter william
    """.split()  # noqa: SIM905 (a list of literals would fill the page)
)

# What makes a newspaper's name of a capital's or a country's, written with a capital letter.
NEWSPAPERS = frozenset({
    "Post", "Times", "Herald", "Tribune", "Gazette", "Daily", "Independent", "Journal", "Examiner",
})  # fmt: skip
