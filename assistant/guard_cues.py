"""The words by which a sentence denies, and by which it says less than that something is so."""

import re


def _any_of(words: str) -> re.Pattern[str]:
    """Make an expression of words and phrases; `*` stands for any ending, `~` for a blank."""
    parts = (word.replace("~", " ").replace("*", r"\w*") for word in words.split())
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


DENYING = _any_of(
    r"""not never no none nobody nothing neither nor without hardly barely scarcely cannot unable refus* declin*~to fail
    fails failed failing~to deny denies denied denying rul*~out yet~to instead~of rather~than far~from short~of lack
    lacks lacked few reject* stop~(?=\w+ing) stops~(?=\w+ing) stopped~(?=\w+ing) away~from turned~down dismiss* disput*
    contest contests contested unlikely impossible unless \w+n't"""
)
PLAINLY_DENYING = _any_of(r"not never no none nobody nothing neither nor without cannot unless \w+n't")
CALLED_FALSE = _any_of(
    """myth myths lie lies lied false falsely falsehood* wrong wrongly untrue hoax* fabricat* fiction baseless unfounded
    notion boast boasts rumor* rumour* nonsense disprov* debunk* unproven neither"""
)
BELIEVED = _any_of(
    """wanted~for sought~for sue sues sued suing lawsuit*
    believ* suspect* fear fears feared hope hopes hoped hoping alleg* claim claims claimed claiming accus* think
    thinks thinking thought argue argues argued arguing insist* deny denies denied doubt* warn* suggest* assum*
    speculat* rumor* rumour* reportedly supposed* apparently opinion view sees seen~as regard* considers considered
    describ* call calls called question* complain* charges charged criti* contend* maintain maintains maintained assert*
    estimat* reckon* predict* expect* forecast* conced* disput* dismiss* worr* caution* sign indicat* impression idea
    theory trust* condemn* denounc* reject* contest* find finds found conclud*"""
)
POSSIBLE = _any_of(
    """(?-i:may) might could can would should possibl* perhaps probably likely likelihood potential* if unless whether
    risk* threat* plan plans planned planning intend* want wants wanted seek seeks seeking aim aims aimed promis*
    pledg* propos* vow* offer offers offered will to~be is~to are~to due expect* hope hopes hoped signal* hint*
    agreed~to ready prepar* demand* urg* call~for calls~for called~for calling~for call~on calls~on called~on consider
    considers considering would~like announc* ask asks asked try tries tried attempt* about~to going~to scheduled
    unclear unknown open~question"""
)
UNSURE = _any_of(
    """(?-i:may) might could can would possibl* perhaps probably likely likelihood potential* if unless whether
    unclear unknown open~question be~ruled~out no~proof no~evidence
    hint* signal* chance chances conceivabl* consider considers considering unlikely
    risk* suspect* fear* doubt* expect* believ* think thinks reckon* predict* hope hopes"""
)
SAID = _any_of(
    """say says said saying told tells according~to report reports reported announc* states stated writes written wrote
    notes noted adds added explain* acknowledg* admit* confirm* confess* declar* survey poll study research* analys*
    expert experts show shows showed data"""
)
# By a word's claim: the words that make it, and what is enough of the like on the other side.
_STRONGER = {
    "all": (
        "all every everyone everybody everything each entire* whole wholly complete* full fully totally unanimous* any",
        "all both everybody only no",
    ),
    "none": (
        "none nobody no~one nothing nowhere never no~longer no",
        "not n't no none never without unless refus first reject denie lack least lowest most only stop ceas",
    ),
    "only": ("only sole solely alone exclusive* just purely", "sole single first but except merely"),
    "always": (
        "always permanent* forever constantly inevitabl* certain certainly definite* undoubtedly clearly guarantee*",
        "",
    ),
    "most": (
        "most majority mostly mainly chiefly bulk largely generally typically",
        "all most quarters nearly main biggest largest thirds almost 90% 80% 70% 60%",
    ),
    "proof": (
        """prove proves proved proven proof demonstrat* cause causes caused causing establishes established prevent
        prevents prevented cure cures cured knows knew""",
        "",
    ),
    "extreme": ("ever history world everywhere anywhere worldwide global globally country industry", ""),
}
STRONGER = tuple((_any_of(words), tuple(alike.split())) for words, alike in _STRONGER.values())
# Deeds that are one, seen from either side.
_CONVERSE = (
    (
        """sell sold sells selling export exported exports supply supplied supplies deliver delivered delivers provide
        provided provides send sent sends lend lent lends give gave gives ship shipped ships""",
        """buy bought buys purchase purchased import imported imports receive received receives get gets got borrow
        borrowed take took acquire acquired""",
    ),
    ("defeat defeated defeats beat beats beaten win won wins", "lose lost loses"),
    ("employ employs employed", "work works worked"),
    ("lead leads led precede precedes preceded", "follow follows followed"),
)
SIDE_OF_DEED = {
    form: (number, side)
    for number, pair in enumerate(_CONVERSE)
    for side, forms in enumerate(pair)
    for form in forms.split()
}
