"""English words that carry grammar rather than a subject."""

STOPWORDS = frozenset(
    """
    a about above according after again against all also am among an and another any anybody anyone anything are
    aren around article articles as at be because been before being below between both but by can cannot could d
    describe described did didn do does doesn doing don done down during each either else even ever every few
    for from further get gets getting give given go goes going got had has have having he her here hers herself
    him himself his how however i if in into is isn it its itself just let like ll m made make many may me
    meantime meanwhile mention mentioned might more most much must my myself neither no nor not now of off ok okay on
    once one only onto or other others our ours out over own per please put quite rather re really s said same
    say saying says shall she should since so some somebody someone something still such t take tell than that
    the their theirs them themselves then there these they thing things think this those though through to too
    toward towards under until up upon us use ve very was wasn we were what whatever when where whether which
    while who whom whose why will with within without would yes yet you your yours
    """.split()  # noqa: SIM905 (a list of literals would fill the page)
)
