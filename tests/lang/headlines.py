"""Headlines of our own in twelve languages, ten each: nothing in them happened."""

HEADLINES = {
    "en": """North Korea extends the pier at its western launch site
Treasury names four shipping agents in new round of penalties
Copper duty to rise by a fifth from January, ministry says
Satellite images show work on a second assembly hall
Ministers leave talks on debris without a statement
Why the harbour of Varn waits for its cranes
Court clears two traders accused of evading export rules
Fishermen report floating parts after failed launch
Exporters ask for more time before tariffs begin
Envoy: no plan to ease sanctions this year""",
    "ko": """북한, 서해위성발사장 부두 연장 공사 마쳐
정부, 구리 관세 1월부터 인상하기로
미 재무부, 해운 대리인 4명 제재 명단 추가
위성사진에 두 번째 조립동 공사 포착
장관들, 잔해 수거 논의 성과 없이 종료
수출업계 "관세 시행 미뤄 달라"
어민들 발사체 잔해 추정 물체 신고
특사 "올해 제재 완화 계획 없다"
38 North: 동창리 엔진시험대 활동 늘어
법원, 수출규정 위반 혐의 상인 2명 무죄""",
    "ja": """北朝鮮、西海の発射場で桟橋を延長
政府は銅の関税を1月から引き上げる方針
米財務省が海運業者4人を制裁対象に追加
衛星写真で2棟目の組み立て施設を確認
閣僚会合、破片の回収で合意できず
輸出業者が関税の延期を求める
漁船から打ち上げの残骸らしき物の通報
特使「今年中の制裁緩和はない」
なぜ港はクレーンを待ち続けるのか
輸出規制違反の罪に問われた2人に無罪""",
    "zh": """朝鲜延长西海发射场码头
财政部将四家航运代理列入制裁名单
政府宣布一月起上调铜关税
卫星图像显示第二座总装厂房正在施工
部长会谈未就残骸回收达成一致
出口商请求推迟征收关税
渔民报告发现疑似火箭残骸
特使称今年没有放松制裁的计划
法院宣判两名商人违反出口规定罪名不成立
港口为何迟迟等不到起重机""",
    "es": """Corea del Norte amplía el muelle de su base de lanzamiento
El Tesoro sanciona a cuatro agentes marítimos
El arancel al cobre subirá en enero, según el ministerio
Las imágenes de satélite muestran obras en una segunda nave
Los ministros terminan la reunión sin acuerdo sobre los restos
Los exportadores piden más tiempo antes de los aranceles
Pescadores avisan de piezas flotantes tras el lanzamiento fallido
El enviado descarta aliviar las sanciones este año
Un tribunal absuelve a dos comerciantes acusados de contrabando
Por qué el puerto sigue esperando sus grúas""",
    "fr": """La Corée du Nord prolonge la jetée de son site de lancement
Le Trésor sanctionne quatre agents maritimes
Les droits de douane sur le cuivre augmenteront en janvier
Des images satellites montrent un deuxième hall d'assemblage
Les ministres se séparent sans accord sur les débris
Les exportateurs demandent un délai avant les nouveaux tarifs
Des pêcheurs signalent des morceaux flottants après l'échec du tir
L'émissaire exclut un allègement des sanctions cette année
Le tribunal relaxe deux négociants accusés de fraude
Pourquoi le port attend toujours ses grues""",
    "de": """Nordkorea verlängert den Pier an seinem Startplatz
Finanzministerium setzt vier Reeder auf die Sanktionsliste
Zoll auf Kupfer steigt im Januar um ein Fünftel
Satellitenbilder zeigen Arbeiten an zweiter Montagehalle
Minister beenden Gespräche über Trümmer ohne Erklärung
Exporteure bitten um Aufschub vor den neuen Zöllen
Fischer melden treibende Teile nach gescheitertem Start
Gesandter sieht keine Lockerung der Sanktionen in diesem Jahr
Gericht spricht zwei Händler vom Vorwurf des Schmuggels frei
Warum der Hafen noch immer auf seine Kräne wartet""",
    "ru": """Северная Корея удлинила причал на своём космодроме
Минфин внёс в санкционный список четырёх судовых агентов
Пошлина на медь вырастет с января на пятую часть
Спутниковые снимки показали стройку второго сборочного цеха
Министры завершили переговоры об обломках без заявления
Экспортёры просят отложить новые пошлины
Рыбаки сообщили о плавающих обломках после неудачного пуска
Посланник исключил смягчение санкций в этом году
Суд оправдал двух торговцев, обвинённых в контрабанде
Почему порт всё ещё ждёт свои краны""",
    "ar": """كوريا الشمالية توسع رصيف موقع الإطلاق الغربي
وزارة الخزانة تفرض عقوبات على أربعة وكلاء شحن
الرسوم على النحاس سترتفع في يناير بحسب الوزارة
صور الأقمار الصناعية تظهر أعمال بناء قاعة ثانية
الوزراء ينهون محادثات الحطام دون بيان
المصدرون يطلبون مهلة قبل بدء الرسوم الجمركية
صيادون يبلغون عن أجزاء طافية بعد فشل الإطلاق
المبعوث: لا خطة لتخفيف العقوبات هذا العام
المحكمة تبرئ تاجرين من تهمة التهريب
لماذا لا يزال الميناء ينتظر رافعاته""",
    "pt": """Coreia do Norte amplia o píer de sua base de lançamento
Tesouro inclui quatro agentes marítimos na lista de sanções
Tarifa sobre o cobre vai subir em janeiro, diz ministério
Imagens de satélite mostram obras em segundo galpão
Ministros encerram reunião sem acordo sobre os destroços
Exportadores pedem mais prazo antes das novas tarifas
Pescadores relatam peças flutuantes após lançamento fracassado
Enviado descarta aliviar as sanções neste ano
Tribunal absolve dois comerciantes acusados de contrabando
Por que o porto ainda espera os seus guindastes""",
    "it": """La Corea del Nord allunga il molo della sua base di lancio
Il Tesoro sanziona quattro agenti marittimi
Il dazio sul rame aumenterà a gennaio, dice il ministero
Le immagini satellitari mostrano i lavori a un secondo capannone
I ministri chiudono i colloqui sui detriti senza un accordo
Gli esportatori chiedono più tempo prima dei nuovi dazi
I pescatori segnalano pezzi galleggianti dopo il lancio fallito
L'inviato esclude un allentamento delle sanzioni quest'anno
Il tribunale assolve due commercianti accusati di contrabbando
Perché il porto aspetta ancora le sue gru""",
    "uk": """Північна Корея подовжила причал на своєму космодромі
Мінфін вніс до санкційного списку чотирьох суднових агентів
Мито на мідь зросте з січня на п'яту частину
Супутникові знімки показали будівництво другого цеху
Міністри завершили переговори про уламки без заяви
Експортери просять відкласти нові мита
Рибалки повідомили про уламки після невдалого пуску
Посланець не бачить пом'якшення санкцій цього року
Суд виправдав двох торговців, обвинувачених у контрабанді
Чому порт досі чекає на свої крани""",
}
LABELLED = [(line, code) for code, lines in HEADLINES.items() for line in lines.splitlines()]
