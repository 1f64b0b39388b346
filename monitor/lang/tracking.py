"""Query parameters that say how a reader came to a page, not which page it is. Names are compared in lower case.

What is not in the tables stays: a parameter too many makes two articles of one, which the judge folds; one too few
makes one of two, and a text is lost. So names that are somebody's number of an article (id, no, idx, aid, p, v, story,
cid, mod) are dropped nowhere, or only on the hosts where they are known to track.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

PREFIXES = (
    "utm_", "mtm_", "piwik_", "matomo_", "hsa_", "at_custom", "itm_", "bsft_", "oly_", "vero_", "ml_subscriber",
    "guce_", "__hs", "_hs", "trk_", "wt.", "wt_", "amp_", "lmd_", "_branch_", "cm_mm", "rcmd_", "aspsessionid",
)  # fmt: skip

NAMES = frozenset(
    """
    __s __tn__ __twitter_impression _ga _gac _gl _ke _openstat action_object_map action_ref_map action_type_map
    amp_gsa at_bbc_team at_campaign at_campaign_type at_creation at_format at_link_id at_link_origin at_link_type
    at_medium at_ptr_name at_team at_variant campaign_id campaignid ceneo_cid cfid cftoken cm_lm cm_sp cm_ven cmp
    cmp_id cmpid dclid dicbo dm_i echobox ef_id efg elqaid elqat elqcampaignid elqtrack elqtrackid emc epik ex_cid
    fb_action_ids fb_action_types fb_comment_id fb_ref fb_source fbclid feedname feedtype fsrc ftag ftcamp
    gad_campaignid gad_source gbraid gclid gclsrc gepc guccounter hootpostid hpt hsctatracking icid igsh igshid inb
    int_campaign int_cmp int_medium int_source intcid intcmp irclickid iref ito jsessionid li_fat_id lipi mbid
    mc_cid mc_eid mibextid mkt_tok mkwid msclkid n_cid ncid noredirect ns_campaign ns_fee ns_linkname ns_mchannel
    ns_source ocid oft_c oft_ck oft_d oft_id oft_ids oft_k oft_lk oft_sk oscsid outbrainclickid pcrid phpsessid
    pk_campaign pk_cid pk_content pk_keyword pk_kwd pk_medium pk_source rb_clickid ref_ ref_src ref_url referrer
    reflink replytocom rss s_cid s_kwcid sara_ref sc_campaign sc_channel sc_content sc_lid sc_llid sc_medium
    sc_outcome sc_publisher sc_uid session_id sessionid sfmc_activityid sfmc_id sfmc_journey_id sh_kit share_id
    share_source shared_link_id sharetype smid smtyp soc_src soc_trk spm sr_share srnd srsltid ssp_iabi taid tblci
    tpcc traffic_source trk trkcampaign trkinfo ttclid twclid unlocked_article_code usqp wbraid wickedid
    wickedsource wpisrc wpmm wprov wpsrc xtor yclid yptr ysclid zanpid zenid
    """.split()
)
_NUMBERED = re.compile(r"sf\d{6,}|syn-[0-9a-f]{8}")  # Sprinklr's, Yahoo's
_SESSIONS = re.compile(r"[0-9a-f]{32}")

# Parameters that mean something elsewhere, by the end of the host.
OF_HOSTS: Mapping[str, frozenset[str]] = {
    "abc.net.au": frozenset({"pfm", "pfmredir"}),
    "barrons.com": frozenset({"mod", "st"}),
    "bbc.com": frozenset({"pinned_post_asset_id", "pinned_post_locator", "pinned_post_type"}),
    "bbc.co.uk": frozenset({"pinned_post_asset_id", "pinned_post_locator", "pinned_post_type"}),
    "bloomberg.com": frozenset({"sref", "leadsource", "accesstoken"}),
    "blogspot.com": frozenset({"m", "showcomment", "spref"}),
    "cnn.com": frozenset({"cid", "iid"}),
    "elpais.com": frozenset({"event", "event_log", "prm", "rel", "ssm"}),
    "forbes.com": frozenset({"sh", "ss"}),
    "ft.com": frozenset({"segmentid", "siteedition"}),
    "joongang.co.kr": frozenset({"cloc"}),
    "marketwatch.com": frozenset({"mod", "siteid"}),
    "nytimes.com": frozenset({"_r", "module", "pgtype", "region", "action", "searchresultposition", "te", "nl"}),
    "reuters.com": frozenset({"il", "rpc"}),
    "spiegel.de": frozenset({"context", "xing_share"}),
    "washingtonpost.com": frozenset({"tid", "itid", "hpid", "postshare"}),
    "wsj.com": frozenset({"mod", "st"}),
    "x.com": frozenset({"s", "t"}),
    "yna.co.kr": frozenset({"section", "site", "input"}),
    "youtube.com": frozenset({"feature", "si", "ab_channel", "pp", "app"}),
}
_LONGEST_END = max(end.count(".") for end in OF_HOSTS) + 1  # labels

_SAYS_WHENCE = frozenset({"ref", "source", "from", "via", "src", "partner", "campaign", "medium"})
_WHENCES = frozenset(
    """
    amp email facebook fb feed feedburner flipboard googlenews groupmessage home homepage hp linkedin mail messenger
    mobile msn naver newsbreak newsletter newsnow nl rss rss2 rss_feed rssfeed share singlemessage smartnews social
    telegram timeline tw twitter twtrec whatsapp yahoo
    """.split()
)
_HOSTLIKE = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|kr|jp|news|uk|de|fr|ru|me|info|example)/?")
_AMP_VALUES = frozenset({"", "1", "true", "amp", "yes"})
_YES = frozenset({"", "1", "true", "y", "yes", "on"})


def is_tracking(name: str) -> bool:
    """Whether a query parameter of that name only tracks, on whatever site."""
    name = name.lower()
    return name in NAMES or name.startswith(PREFIXES) or _NUMBERED.fullmatch(name) is not None


def says_nothing(name: str, value: str, host: str) -> bool:
    """Whether a parameter of an address on `host` says nothing of the page: it tracks, dresses it for AMP or for paper,
    or names a session."""
    name, value = name.lower(), value.lower()
    if name in _DRESS:
        return value in _DRESS[name]
    if name in _SAYS_WHENCE:
        return value in _WHENCES or _is_sender(name, value, host)
    if name == "outputtype":
        return value.startswith("amp")
    if name in ("s", "sid") and _SESSIONS.fullmatch(value):
        return True
    return is_tracking(name) or any(name in names for names in _of(host))


_DRESS: Mapping[str, frozenset[str]] = {
    "amp": _AMP_VALUES, "noamp": frozenset({"mobile", "1", "true"}), "print": _YES - {""}, "printable": _YES,
    "printmode": _YES, "view": frozenset({"print", "printer", "amp"})
}  # fmt: skip


def _is_sender(name: str, value: str, host: str) -> bool:
    """The host that sent the reader: the site itself, or in `ref` the newsletter where the link stood."""
    if value.removeprefix("www.") == host.removeprefix("www."):
        return True
    return name == "ref" and _HOSTLIKE.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def _of(host: str) -> list[frozenset[str]]:
    labels = host.split(".")
    ends = (".".join(labels[-n:]) for n in range(2, _LONGEST_END + 1))
    return [OF_HOSTS[end] for end in ends if end in OF_HOSTS]
