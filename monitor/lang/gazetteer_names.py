"""Places, organisations and persons of our field as eight alphabets and more languages write them: one line a name.

`kind name: form | form`. A form is read folded; `beginning*`, `=Exact`, `ko:form` only in Korean. Arabic forms
stand for those with و ب ل ف before them too. What topics have alias groups for need not be here.
"""

NAMES = """
place north korea: north korea* | n korea* | dprk | 북한 | 북측 | 조선민주주의 | ko:北 | 대북 | 北朝鮮 | zh:朝鲜
  | zh:朝鮮 | 北韩 | 北韓 | 对朝 | 朝方 | corea del norte | norcorean* | corée du nord | nord coréen* | nordkorea*
  | кндр | северн* коре* | северокорейск* | كوريا الشمالية | الكوري الشمالي | الكورية الشمالية
place south korea: south korea* | s korea* | republic of korea | =ROK | 한국 | 우리나라 | 대한민국 | ko:韓 | 한미
  | 한일 | 韓国 | zh:韩国 | zh:韓國 | 南韓 | 米韓 | 日韓 | 韩美 | 美韩 | corea del sur | surcorean* | corée du sud
  | sud coréen* | südkorea* | южн* коре* | южнокорейск* | كوريا الجنوبية | الكوري الجنوبي | الكورية الجنوبية | seoul*
  | 서울 | ソウル | 首尔 | 首爾 | seúl | séoul | сеул* | سول | سيول | korea u s | u s korea
place japan: japan* | 일본 | ko:日 | 방일 | 미일 | 日本 | 対日 | 日米 | 日美 | japón | japones* | japon | japonais*
  | япони* | японск* | اليابان | اليابانية | الياباني | tokyo* | 도쿄 | 東京 | 东京 | tokio | токио | طوكيو
place china: china* | chinese | 중국 | ko:中 | 방중 | 미중 | 대중국 | 中国 | 中國 | 対中 | 对华 | 中方 | 米中 | 中美
  | chino* | chine | chinois* | chinesisch* | кита* | الصين | الصينية | الصيني | beijing* | 베이징 | 北京 | pekín
  | pékin | peking | пекин* | بكين
place usa: united states | u s | =US | usa | american* | america | washington* | 미국 | ko:美 | 미 재무부 | 미 상무부
  | 대미 | 한미 | 미중 | 워싱턴 | 米国 | アメリカ | 米政府 | 米軍 | 対米 | 日米 | 米韓 | 米中 | 米大統領 | ワシントン
  | ja:米財務省 | ja:米商務省 | ja:米通商 | 美国 | 美國 | 美方 | 美财政部 | 美財政部 | 对美 | 對美 | 中美 | 华盛顿
  | 華盛頓 | estados unidos | ee uu | eeuu | estadounidens* | états unis | américain* | vereinigte staaten | =USA
  | us regierung | amerikanisch* | =США | соединенн* штат* | американск* | вашингтон* | الولايات المتحدة | أمريكا
  | أميركا | الأمريكية | الأميركية | الأمريكي | الأميركي | الأميركيه | أمريكية | أميركية | واشنطن
place eu: european union | =EU | eu's | european commission | brussels | 유럽연합 | 브뤼셀 | 欧州連合 | 欧州委
  | ブリュッセル | 欧盟 | 歐盟 | 布鲁塞尔 | 布魯塞爾 | unión europea | =UE | bruselas | union européenne | bruxelles
  | commission européenne | europäische union | brüssel | =ЕС | евросоюз* | европейск* союз* | еврокомисси* | брюссел*
  | الاتحاد الأوروبي | المفوضية الأوروبية | بروكسل | الأوروبية
place uk: united kingdom | =UK | britain* | british | london | 영국 | ko:英 | 런던 | 英国 | 英政府 | 英國 | ロンドン
  | 伦敦 | 倫敦 | reino unido | británic* | londres | royaume uni | britannique* | großbritannien | britisch*
  | великобритан* | британск* | лондон* | بريطانيا | البريطانية | البريطاني | المملكة المتحدة | لندن
place russia: russia* | 러시아 | 대러 | 북러 | 모스크바 | 크렘린 | ロシア | 対露 | 対ロ | モスクワ | 俄罗斯 | 俄羅斯
  | 对俄 | 對俄 | 俄方 | 莫斯科 | rusia | ruso* | rusa* | moscú | russie | russe* | moscou | russland* | russisch*
  | moskau | росси* | российск* | москв* | кремл* | روسيا | الروسية | الروسي | موسكو | الكرملين | moscow | kremlin
place ukraine: ukrain* | kyiv | kiev | 우크라이나 | 키이우 | ウクライナ | キーウ | 乌克兰 | 烏克蘭 | 基辅 | ucrani*
  | украин* | киев* | أوكرانيا | الأوكرانية | كييف
place belarus: belarus* | 벨라루스 | ベラルーシ | 白俄罗斯 | 白俄羅斯 | bielorrus* | biélorussie | белорус* | беларус*
  | بيلاروسيا
place iran: iran* | 이란 | イラン | 伊朗 | irán | iraní* | иран* | إيران | الإيرانية | الإيراني | إيرانية | إيراني
  | tehran | teherán | téhéran | 테헤란 | テヘラン | 德黑兰 | тегеран* | طهران
place iraq: iraq* | 이라크 | イラク | 伊拉克 | irak* | ирак* | العراق | العراقية | بغداد | baghdad
place israel: israel* | 이스라엘 | イスラエル | 以色列 | israël* | израил* | إسرائيل | الإسرائيلية
place syria: syria* | 시리아 | シリア | 叙利亚 | 敘利亞 | siria* | syrie* | сири* | سوريا | السورية | دمشق
place turkey: turkey | türkiye | turkish | ankara | 튀르키예 | 터키 | トルコ | 土耳其 | turquía | turc* | turquie
  | türkei | турци* | турецк* | تركيا | التركية | أنقرة
place india: india | india's | indian | new delhi | 인도 정부 | 인도산 | 뉴델리 | インド | 印度 | inde | индии | индия
  | индийск* | нью дели | الهند | الهندية
place venezuela: venezuela* | venezolan* | caracas | 베네수엘라 | ベネズエラ | 委内瑞拉 | 委內瑞拉 | vénézuéla*
  | венесуэл* | فنزويلا
place cuba: cuba | cuban* | 쿠바 | キューバ | 古巴 | куб* гаван* | кубинск* | كوبا
place mexico: mexico* | mexican* | méxico | mexicano* | mexicana* | 멕시코 | メキシコ | 墨西哥 | mexique | mexiko
  | мексик* | المكسيك
place canada: canad* | ottawa | 캐나다 | カナダ | 加拿大 | kanad* | канад* | كندا | الكندية
place brazil: brazil* | brasil* | 브라질 | ブラジル | 巴西 | brésil* | бразил* | البرازيل
place germany: german* | berlin | 독일 | ドイツ | 德国 | 德國 | alemania | alemán* | allemagne | allemand*
  | deutschland | deutsche | германи* | немецк* | берлин* | ألمانيا
place france: france | french | paris | 프랑스 | フランス | 法国 | 法國 | francia | francés* | français* | frankreich
  | französisch* | франци* | французск* | فرنسا | الفرنسية | باريس
place hungary: hungar* | budapest | 헝가리 | ハンガリー | 匈牙利 | húngar* | hungría | hongrie | ungarn* | венгри*
  | венгерск* | المجر
place slovakia: slovak* | 슬로바키아 | スロバキア | 斯洛伐克 | eslova* | словаки* | سلوفاكيا
place switzerland: swiss | switzerland | 스위스 | スイス | 瑞士 | suiza | suiz* | suisse* | schweiz* | швейцари*
  | سويسرا
place poland: poland | polish | warsaw | 폴란드 | ポーランド | 波兰 | 波蘭 | polonia | polac* | pologne | polen
  | польш* | польск* | варшав* | بولندا
place taiwan: taiwan* | taipei | 대만 | 台湾 | 台灣 | 臺灣 | taïwan* | тайван* | تايوان
place hong kong: hong kong* | 홍콩 | 香港 | гонконг* | هونغ كونغ
place philippines: philippine* | manila | luzon | 필리핀 | 루손 | フィリピン | ルソン | 菲律宾 | 菲律賓 | 吕宋
  | filipin* | luzón | филиппин* | лусон* | الفلبين | لوزون
place vietnam: vietnam* | viet nam | 베트남 | ベトナム | 越南 | вьетнам* | فيتنام
place indonesia: indonesia* | 인도네시아 | インドネシア | 印尼 | 印度尼西亚 | индонези* | إندونيسيا
place uae: emirat* | =UAE | dubai | abu dhabi | 아랍에미리트 | 두바이 | アラブ首長国連邦 | ドバイ | 阿联酋 | 迪拜
  | dubái | эмират* | =ОАЭ | дубай | дубае | الإمارات | دبي
place saudi arabia: saudi* | 사우디 | サウジ | 沙特 | arabia saudí | arabie saoudite | саудовск* | السعودية
place oman: oman | omani | muscat | 오만 정부 | 무스카트 | オマーン | 阿曼 | омане | оман | عمان | مسقط
place qatar: qatar* | doha | 카타르 | 도하 | カタール | ドーハ | 卡塔尔 | 多哈 | катар* | قطر | الدوحة
place yemen: yemen* | houthi* | 예멘 | 후티 | イエメン | フーシ | 也门 | 胡塞 | hutí* | хусит* | йемен* | اليمن
  | الحوثي*
place myanmar: myanmar* | 미얀마 | ミャンマー | 缅甸 | 緬甸 | birmania | мьянм* | ميانمار
place pyongyang: pyongyang* | 평양 | 平壌 | 平壤 | pionyang | pjöngjang | пхеньян* | بيونغ يانغ
place sohae: sohae | seohae | tongchang ri | tongchangri | dongchang ri | 서해위성발사장 | 서해 위성발사장
  | 서해발사장 | 동창리 | 西海衛星 | ソヘ | 東倉里 | トンチャンリ | 西海卫星 | 东仓里 | 西海发射场 | сохэ | сохе
  | سوهاي | سو هيه | تونغتشانغ ري
place yongbyon: yongbyon | nyongbyon | 영변 | 寧辺 | ヨンビョン | 宁边 | 寧邊 | йонбён* | يونغبيون
place punggye: punggye* | 풍계리 | 豊渓里 | 丰溪里 | 豐溪里 | пхунгери | بونغيي ري
place sinpo: sinpo | 신포 | 新浦 | シンポ造船 | синпхо | سينبو
place wonsan: wonsan | 원산 | 元山 | ウォンサン | вонсан* | وونسان
place sunan: sunan airport | sunan | 순안 | 順安 | スナン | 顺安 | сунан | سونان
place nampo: nampo | nampho | 남포 | 南浦 | ナンポ | нампхо | نامبو
place chongjin: chongjin | 청진 | 清津 | чхонджин | تشونغجين
place rason: rason | rajin | 나선 | 나진 | 라선 | 羅先 | 羅津 | 罗先 | 罗津 | раджин | расон | راسون
place yellow sea: yellow sea | west sea | 서해상 | 황해 | 黄海 | 黃海 | mar amarillo | mer jaune | gelbes meer
  | желт* мор* | البحر الأصفر
place east sea: sea of japan | east sea | 동해상 | 동해 | 日本海 | mar del este | mar de japón | mer du japon
  | japanisches meer | японск* море | японск* моря | восточн* море | بحر اليابان | البحر الشرقي
place vladivostok: vladivostok | 블라디보스토크 | ウラジオストク | 海参崴 | 符拉迪沃斯托克 | владивосток*
  | فلاديفوستوك
place vostochny: vostochny* | 보스토치니 | ボストーチヌイ | 东方航天发射场 | восточн* космодром | космодром* восточн*
  | فوستوتشني
place novorossiysk: novorossiysk | novorosíisk | 노보로시스크 | ノボロシースク | 新罗西斯克 | новороссийск*
  | نوفوروسيسك
place hormuz: hormuz | ormuz | 호르무즈 | ホルムズ | 霍尔木兹 | 霍爾木茲 | ормузск* | هرمز
place red sea: red sea | 홍해 | 紅海 | 红海 | mar rojo | mer rouge | красн* мор* | البحر الأحمر
place black sea: black sea | 흑해 | 黒海 | 黑海 | mar negro | mer noire | schwarzes meer | черн* мор* | البحر الأسود
place baltic: baltic | 발트해 | バルト海 | 波罗的海 | báltico | baltique | ostsee | балтийск* | балтик* | البلطيق
place geneva: geneva | 제네바 | ジュネーブ | 日内瓦 | 日內瓦 | ginebra | genève | genf | женев* | جنيف
place vienna: vienna | 빈에서 | 비엔나 | ウィーン | 维也纳 | 維也納 | viena | wien | вене | вена | فيينا
place new york: new york* | 뉴욕 | ニューヨーク | 纽约 | 紐約 | nueva york | нью йорк* | نيويورك
place london court: old bailey | high court in london
org un: united nations | =UN | security council | 유엔 | 안보리 | 안전보장이사회 | 国連 | 安保理 | 联合国 | 聯合國
  | 安理会 | 安理會 | naciones unidas | consejo de seguridad | =ONU | nations unies | conseil de sécurité
  | vereinte nationen | sicherheitsrat | =ООН | совбез* | совет* безопасности | الأمم المتحدة | مجلس الأمن
org ofac: =OFAC | office of foreign assets control | 해외자산통제국 | 外国資産管理局 | 外国资产控制办公室
  | 海外資產控制辦公室 | oficina de control de activos extranjeros | =ОФАК
  | управлени* по контролю за иностранными активами | مكتب مراقبة الأصول الأجنبية
org treasury: treasury | 재무부 | 財務省 | 财政部 | 財政部 | tesoro | departamento del tesoro | trésor américain
  | us finanzministerium | минфин* | الخزانة
org commerce: commerce department | =BIS | bureau of industry and security | 상무부 | 산업안보국 | 商務省
  | 産業安全保障局 | 商务部 | 商務部 | departamento de comercio | ministerio de comercio | département du commerce
  | us handelsministerium | минторг* | министерств* торговли | وزارة التجارة
org ustr: =USTR | trade representative | 무역대표부 | 通商代表部 | 贸易代表办公室 | 貿易代表署
  | representante de comercio | représentant au commerce | торгов* представител* | الممثل التجاري
org ofsi: =OFSI | financial sanctions implementation | 금융제재이행국 | 金融制裁実施局 | 金融制裁执行办公室
  | aplicación de sanciones financieras
org imf: =IMF | international monetary fund | 국제통화기금 | 国際通貨基金 | 国际货币基金组织 | =FMI | =МВФ
  | صندوق النقد الدولي
org wto: =WTO | world trade organi?ation | 세계무역기구 | 世界貿易機関 | 世贸组织 | 世界贸易组织 | =OMC | =ВТО
  | منظمة التجارة العالمية
org iaea: =IAEA | international atomic energy agency | 국제원자력기구 | 国際原子力機関 | 国际原子能机构 | =OIEA
  | =AIEA | =МАГАТЭ | الوكالة الدولية للطاقة الذرية
org nato: =NATO | 나토 | 北大西洋条約機構 | 北约 | 北約 | =OTAN | =НАТО | الناتو | حلف شمال الأطلسي
org msmt: =MSMT | sanctions monitoring team | sanctions monitors | 제재감시팀 | 다국적제재모니터링팀 | 制裁監視チーム
  | 制裁の監視チーム | 多边制裁监督小组 | equipo de vigilancia de sanciones | equipo multilateral
  | группа по мониторингу санкций | فريق مراقبة العقوبات
org kcna: kcna | state media | state television | state news agency | 관영매체 | 관영 매체 | 북한 매체 | 国営メディア
  | 国営通信 | 国営テレビ | 官方媒体 | 官媒 | 官方媒體 | medios estatales | prensa estatal | médias d état
  | staatsmedien | госсми | государственн* сми | الإعلام الرسمي | وسائل الإعلام الرسمية | 조선중앙통신 | 朝鮮中央通信
  | 朝中社 | =ЦТАК | وكالة الأنباء المركزية الكورية
org jcs: joint chiefs | 합참 | 합동참모본부 | 合同参謀本部 | 韓国軍 | 联合参谋本部 | 聯合參謀本部 | 韩军
  | estado mayor conjunto | état major interarmées | комитет* начальников штабов | هيئة الأركان المشتركة
  | south korea's military | seoul s military | seoul military | south korean military | ejército surcoreano
org nis: national intelligence service | 국정원 | 국가정보원 | 国家情報院 | 国家情报院
  | servicio nacional de inteligencia | национальн* разведк* | جهاز المخابرات الوطني
org coast guard: coast guard | 해상보안청 | 해양경찰 | 海上保安庁 | 海保 | 海上保安厅 | 海警 | guardia costera
  | garde côtière | küstenwache | береговой охраны | береговая охрана | خفر السواحل
org nata: =NATA | space agency | 우주기관 | 宇宙機関 | 航天机构 | 航天機構 | agencia espacial | agence spatiale
  | raumfahrtbehörde | космическ* агентств* | وكالة الفضاء | national aerospace technology | 국가항공우주기술총국
  | 国家航空宇宙技術総局 | 国家航空航天技术总局 | управлени* аэрокосмическ*
org 38north: 38 north | 38노스 | 38 노스 | ３８ノース | 38ノース | 三十八度线以北 | 北纬38度
org spacex: spacex | 스페이스 x | 스페이스엑스 | スペース x | スペースx | 太空探索
org huawei: huawei | 화웨이 | ファーウェイ | 华为 | 華為 | хуавэй | هواوي
org rosneft: rosneft | 로스네프트 | ロスネフチ | 俄罗斯石油公司 | 俄油 | роснефт* | روسنفت
org lukoil: lukoil | 루크오일 | 루코일 | ルクオイル | 卢克石油 | 盧克石油 | лукойл* | لوك أويل
org gazprom: gazprom* | 가스프롬 | 가즈프롬 | ガスプロム | 俄气 | 俄罗斯天然气工业 | газпром* | غازبروم
org nvidia: nvidia | 엔비디아 | エヌビディア | 英伟达 | 輝達 | нвидиа | إنفيديا
org samsung: samsung* | 삼성전자 | サムスン | 三星电子 | самсунг* | سامسونغ
org hyundai: hyundai | 현대차 | 현대자동차 | 現代自動車 | 现代汽车 | хендай | هيونداي
org posco: posco | 포스코 | ポスコ | 浦项制铁
org tsmc: =TSMC | 台积电 | 台積電
org supreme court: supreme court | 대법원 | 最高裁 | 最高法院 | tribunal supremo | corte suprema | cour suprême
  | oberster gerichtshof | верховн* суд* | المحكمة العليا
org trade court: court of international trade | trade court | 국제무역법원 | 국제통상법원 | 国際貿易裁判所
  | 国际贸易法院 | tribunal de comercio internacional | суд* международной торговли | محكمة التجارة الدولية
org parliament: parliament | 의회 | 국회 | 国会 | 議会 | 议会 | 國會 | parlamento | parlement | bundestag | парламент*
  | госдум* | البرلمان
org defence ministry: defen?e minist* | ministry of defen?e | 국방부 | 防衛省 | 防衛相 | 国防部 | 國防部
  | ministerio de defensa | ministro de defensa | ministère de la défense | verteidigungsminist* | минобороны
  | министерств* обороны | وزارة الدفاع | وزير الدفاع
org foreign ministry: foreign minist* | ministry of foreign affairs | 외교부 | 외무성 | 외무장관 | 外務省 | 外相
  | 外交部 | 外长 | ministerio de exteriores | ministro de exteriores | ministère des affaires étrangères
  | außenminist* | министерств* иностранных дел | =МИД | وزارة الخارجية | وزير الخارجية
person kim jong un: kim jong un | north korean leader* | north korea's leader | 국무위원장 | 김 위원장 | 金総書記
  | 金委员长 | 金委員長 | líder norcoreano | dirigeant nord coréen | machthaber kim | лидер* кндр
  | лидер* северной кореи | زعيم كوريا الشمالية | الزعيم الكوري الشمالي | 김정은 | 金正恩 | キムジョンウン
  | ким чен ын* | كيم جونغ أون
person kim yo jong: kim yo jong | 김여정 | 金与正 | 金與正 | ким е чжон* | كيم يو جونغ
person choe son hui: choe son hui | 최선희 | 崔善姫 | 崔善姬 | цой сон хи | تشوي سون هوي
person trump: trump* | 트럼프 | トランプ | 特朗普 | 川普 | трамп* | ترامب | ترمب
person putin: putin* | 푸틴 | プーチン | 普京 | 普丁 | poutine | путин* | بوتين
person xi jinping: xi jinping | 시진핑 | 習近平 | 习近平 | си цзиньпин* | شي جين بينغ
person zelensky: zelensk* | 젤렌스키 | ゼレンスキー | 泽连斯基 | 澤倫斯基 | selensk* | зеленск* | زيلينسكي
person lee jae myung: lee jae myung | 이재명 | 李在明 | イジェミョン | ли чжэ мён* | لي جاي ميونغ
person takaichi: takaichi | 다카이치 | 高市 | такаити | تاكايتشي
person lavrov: lavrov | 라브로프 | ラブロフ | 拉夫罗夫 | лавров* | لافروف
person kallas: kallas | 칼라스 | カラス氏 | カラス上級代表 | 卡拉斯 | каллас | كالاس
person von der leyen: von der leyen | 폰데어라이엔 | フォンデアライエン | 冯德莱恩 | 馮德萊恩 | фон дер ляйен
  | فون دير لاين
person orban: orban | orbán | 오르반 | オルバン | 欧尔班 | 奧班 | орбан* | أوربان
person bessent: bessent | 베선트 | 베센트 | ベッセント | 贝森特 | 貝森特 | бессент* | بيسنت
person rubio: rubio | 루비오 | ルビオ | 鲁比奥 | 魯比歐 | рубио | روبيو
person greer: greer | 그리어 | グリア | 格里尔 | 格里爾 | грир* | غرير
person lutnick: lutnick | 러트닉 | ラトニック | 卢特尼克 | 盧特尼克 | латник* | لوتنيك
person sheinbaum: sheinbaum | 셰인바움 | シェインバウム | 辛鲍姆 | шейнбаум | شينباوم
person carney: carney | 카니 총리 | カーニー | 卡尼 | карни | كارني
person maduro: maduro | 마두로 | マドゥロ | 马杜罗 | 馬杜洛 | мадуро | مادورو
person shoigu: shoigu | 쇼이구 | ショイグ | 绍伊古 | 紹伊古 | шойгу | شويغو
"""
