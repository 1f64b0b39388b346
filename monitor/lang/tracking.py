"""Query parameters that say how a reader came to a page, not which page it is. Names are compared in lower case."""

PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "at_custom",
    "itm_",
    "bsft_",
    "ns_",
    "sc_",
    "oly_",
    "vero_",
    "ml_subscriber",
    "guce_referrer",
    "__hs",
    "_hs",
    "soc_",
    "trk_",
    "wt.",
    "wt_",
    "amp_",
)

NAMES = frozenset(
    """
    __s __tn__ __twitter_impression _ga _gac _gl _ke _openstat action_object_map action_ref_map action_type_map amp_gsa
    at_bbc_team at_campaign at_campaign_type at_creation at_format at_link_id at_link_origin at_link_type at_medium
    at_ptr_name at_team at_variant campaign_id campaignid ceneo_cid cmp cmpid cmp_id dclid echobox ef_id efg emc epik
    fb_action_ids fb_action_types fb_comment_id fb_ref fb_source fbclid ftag gad_source gbraid gclid gclsrc
    guccounter hootpostid hsctatracking icid igsh igshid int_cmp intcid int_source irclickid ito li_fat_id lipi
    mbid mc_cid mc_eid mibextid mkt_tok mkwid mod msclkid ncid ocid oft_c oft_ck oft_d oft_id oft_ids oft_k oft_lk
    oft_sk pcrid rb_clickid ref_src ref_url referrer rss s_cid s_kwcid scid sfmc_activityid sfmc_id sfmc_journey_id
    sh_kit share_id share_source shared_link_id smid smtyp spm sr_share srnd srsltid ssp_iabi taid tblci
    traffic_source trk trkcampaign trkinfo ttclid twclid usqp
    wbraid wickedid wickedsource wprov xtor yclid ysclid zanpid
    """.split()
)


def is_tracking(name: str) -> bool:
    """Whether a query parameter of that name only tracks."""
    name = name.lower()
    return name in NAMES or name.startswith(PREFIXES)
