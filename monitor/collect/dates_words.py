"""Names in dates: months and weekdays of the languages that feeds are written in, and zones of time."""

import unicodedata

# In the order of the year; alternatives are joined by a slash. Of names that two languages give to different months
# (listopad) the one of more feeds is taken.
_MONTHS = (
    (
        "jan/january feb/february mar/march apr/april may jun/june jul/july aug/august sep/sept/september oct/october "
        "nov/november dec/december"
    ),
    (
        "ene/enero febrero marzo abr/abril mayo junio julio ago/agosto septiembre/setiembre octubre noviembre "
        "dic/diciembre"
    ),
    "janeiro fev/fevereiro março abril mai/maio junho julho agosto set/setembro out/outubro novembro dez/dezembro",
    "janv/janvier févr/fév/février mars avr/avril mai juin juil/juillet août septembre octobre novembre déc/décembre",
    "jän/jänner/januar februar märz/mrz april mai juni juli august september okt/oktober november dez/dezember",
    "gen/gennaio febbraio marzo aprile mag/maggio giu/giugno lug/luglio agosto settembre ott/ottobre novembre dicembre",
    "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    (
        "januari/januar februari/februar mars/marts april maj/mai juni juli augusti/august september oktober november "
        "december/desember/des"
    ),
    (
        "tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu "
        "kesäkuuta/kesäkuu heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu "
        "marraskuuta/marraskuu joulukuuta/joulukuu"
    ),
    (
        "sty/stycznia/styczeń lut/lutego/luty marca/marzec kwi/kwietnia/kwiecień maja/maj cze/czerwca/czerwiec "
        "lip/lipca/lipiec sie/sierpnia/sierpień wrz/września/wrzesień paź/października/październik "
        "lis/listopada/listopad gru/grudnia/grudzień"
    ),
    (
        "led/ledna/leden úno/února/únor bře/března/březen dub/dubna/duben kvě/května/květen čvn/června/červen "
        "čvc/července/červenec srp/srpna/srpen zář/září říj/října/říjen listopadu pro/prosince/prosinec"
    ),
    (
        "január február/febr márc/március ápr/április máj/május jún/június júl/július augusztus szept/szeptember "
        "október november december"
    ),
    (
        "ian/ianuarie februarie martie aprilie mai iun/iunie iul/iulie august septembrie octombrie noi/noiembrie "
        "decembrie"
    ),
    (
        "oca/ocak şub/şubat mart nis/nisan mayıs haz/haziran tem/temmuz ağu/ağustos eyl/eylül eki/ekim kas/kasım "
        "ara/aralık"
    ),
    (
        "янв/января/январь фев/февр/февраля/февраль мар/марта/март апр/апреля/апрель мая/май июн/июня/июнь "
        "июл/июля/июль авг/августа/август сен/сент/сентября/сентябрь окт/октября/октябрь "
        "ноя/нояб/ноября/ноябрь дек/декабря/декабрь"
    ),
    (
        "січ/січня/січень лют/лютого/лютий бер/березня/березень квіт/квітня/квітень трав/травня/травень "
        "черв/червня/червень лип/липня/липень серп/серпня/серпень вер/вересня/вересень жовт/жовтня/жовтень "
        "лист/листопада/листопад груд/грудня/грудень"
    ),
    "януари февруари март април май юни юли август септември октомври ноември декември",
    (
        "jan/januar feb/februar mart apr/april maj/svibnja jun/jul/_ jul/srpnja avg/avgust/kolovoza "
        "sep/septembar/rujna okt/oktobar nov/novembar/studenoga dec/decembar/prosinca"
    ),
    (
        "ιαν/ιανουαρίου/ιανουάριος φεβ/φεβρ/φεβρουαρίου/φεβρουάριος μάρ/μαρ/μαρτίου/μάρτιος απρ/απριλίου/απρίλιος "
        "μαΐ/μάι/μαΐου/μάιος ιούν/ιουν/ιον/ιουνίου/ιούνιος ιούλ/ιουλ/ιολ/ιουλίου/ιούλιος αύγ/αυγ/αυγούστου/αύγουστος "
        "σεπ/σεπτ/σεπτεμβρίου/σεπτέμβριος οκτ/οκτωβρίου/οκτώβριος νοέ/νοε/νοεμ/νοεμβρίου/νοέμβριος "
        "δεκ/δεκεμβρίου/δεκέμβριος"
    ),
    "يناير فبراير مارس أبريل/ابريل مايو يونيو/يونيه يوليو/يوليه أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر",
    (
        "ינואר/בינואר פברואר/בפברואר מרץ/במרץ אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי אוגוסט/באוגוסט "
        "ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר"
    ),
    "januari februari maret april mei juni juli agustus/agu/agt september oktober november desember",
)
_WEEKDAYS = (  # beginnings, from Monday; two of a language never look alike
    "mon tue wed thu fri sat sun",
    "lun mar mie jue vie sab dom",
    "seg ter qua qui sex sab dom",
    "lun mar mer jeu ven sam dim",
    "mon die mit don fre sam son",
    "pon wto sro czw pia sob nie",
    "pzt sal car per cum cmt paz",
    "пон вто сре чет пят суб вос",
)
_ZONES = (  # by minutes east of Greenwich
    "-720 BIT IDLW; -660 SST; -600 HST CKT; -570 MART MIT; -540 AKST HDT GIT; -480 PST AKDT PT; -420 MST PDT MT; "
    "-360 CST MDT GALT CT; -300 EST CDT COT PET ECT ET CIST; -240 EDT AST CLT VET BOT GYT AMT AT; -210 NST NT; "
    "-180 ADT ART BRT CLST UYT WGT PYST; -150 NDT; -120 BRST UYST FNT; -60 AZOT CVT EGT; "
    "0 Z UT UTC GMT WET WEZ UCT ZULU AZOST EGST; 60 BST CET MEZ MET WEST WAT IST_IRELAND; "
    "120 CEST MESZ MEST EET OEZ CAT SAST HAEC; 180 EEST MSK EAT TRT FET IDT; 210 IRST; 240 MSD GST AZT SAMT GET MUT; "
    "270 IRDT AFT; 300 PKT UZT YEKT TJT TMT MVT; 330 IST SLST; 345 NPT; 360 BDT BST_BD OMST KGT BTT; 390 MMT CCT; "
    "420 ICT WIB KRAT NOVT HOVT; 480 HKT SGT MYT PHT WITA AWST IRKT ULAT CNST BNT; 525 ACWST; 540 KST JST WIT TLT "
    "YAKT; 570 ACST; 600 AEST ChST VLAT PGT; 630 ACDT LHST; 660 AEDT NCT SBT MAGT; 720 NZST FJT PETT; 765 CHAST; "
    "780 NZDT TOT PHOT; 840 LINT"
)


def bare(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return parts if parts.isascii() else "".join(char for char in parts if not unicodedata.combining(char))


def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _MONTHS:
        for number, names in enumerate(language.split(), 1):
            for name in names.split("/"):
                found.setdefault(bare(name), number)
    return found


def _zones() -> dict[str, int]:
    parts = (part.split() for part in _ZONES.split(";"))
    return {name.upper(): int(minutes) for minutes, *names in parts for name in names}


MONTHS = _months()
ZONES = _zones()
_DAYS = [[bare(name) for name in language.split()] for language in _WEEKDAYS]


def weekdays(word: str) -> set[int]:
    """Which days of the week a word (bare) may name, Monday is 0."""
    return {names.index(word[:3]) for names in _DAYS if word[:3] in names} if len(word) >= len("mon") else set()
