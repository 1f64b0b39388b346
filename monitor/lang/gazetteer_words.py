"""What is done, with what, to what: deeds, stages, goods, weapons and things of our field in many languages.

Read like `gazetteer_names`. Two texts whose headlines name different deeds, goods or weapons tell different things.
"""

WORDS = """
deed launch: launch* | fires | fired | firing | 쐈다 | 사격 | 试射 | 試射 | 射出 | dispara* | disparó | tire | tiré
  | feuert* | abgefeuert | выпусти* | تطلق | أطلقت | lifts off | lift off | 발사 | 쏘아 | 打ち上げ | 打上げ | 発射
  | 发射 | 發射 | 升空 | lanza | lanzó | lanzar* | lanzamiento* | lanzad* | tir de | lance un* | lancement | startet
  | raketenstart | satellitenstart | start einer | start eines | запуск* | запусти* | пуск | пуска | пуски | أطلق*
  | إطلاق | يطلق
deed test engine: engine test* | test* rocket engine | test* a rocket engine | tests engine | motor test*
  | static fire | engine burn | 엔진 시험 | 엔진시험 | 연소시험 | 연소 시험 | 엔진 연소 | 燃焼試験 | エンジン試験
  | エンジン燃焼 | 发动机试验 | 發動機試驗 | 发动机测试 | 点火试验 | prueba de un motor | prueba de motor
  | ensayo de motor | prueba* motor* | essai de moteur | triebwerkstest* | испытани* двигател* | испытал* двигател*
  | اختبار محرك | تجربة محرك
deed visit: visit* | inspects | inspected | inspection | tours | toured | guidance tour | 시찰 | 방문 | 현지지도
  | 찾아 | 視察 | 訪問 | 视察 | 访问 | 參觀 | 参观 | 走访 | visita* | visitó | inspeccion* | se rend à | inspecte
  | besucht | besuch | besichtig* | посети* | посещени* | визит* | осмотре* | инспект* | زيارة | يزور | زار | تفقد
  | يتفقد
deed notify: notif* | gives notice | notice of satellite | tells japan | navigational warning | 통보 | 예고 | 通告
  | 通報 | 通知 | 预告 | avisa | avisó | aviso de lanzamiento | notifica* | comunica* | avertit | informe le japon
  | kündigt | angekündigt | уведоми* | уведомлени* | предупреди* | أبلغت | إخطار | تبلغ | أخطرت
deed fail: launch fail* | fails to reach orbit | failed to reach orbit | explod* | crash* | falls into the sea
  | lost in flight | 실패 | 추락 | 폭발 | 失敗 | 墜落 | 爆発 | 爆炸 | 坠毁 | 坠海 | 墜海 | 失败 | fracas* | explot*
  | estrell* | cae al mar | échou* | échec | explos* | gescheitert | scheiter* | fehlschlag | explodier* | неудач*
  | провал* | взорва* | взрыв* | упал* | فشل | تحطم | انفجر | انفجار
deed orbit: reaches orbit | in orbit | into orbit | enters orbit | placed in orbit | 궤도 진입 | 궤도에 | 軌道投入
  | 軌道に | 周回軌道 | 进入轨道 | 入轨 | 入軌 | 進入軌道 | en órbita | puso en órbita | sur orbite | en orbite
  | in umlaufbahn | erdumlaufbahn | на орбит* | المدار | مدار
deed build: build* | construct* | extends railway | rail spur | expand* | new pier | new quay | 건설 | 건립 | 증축
  | 확장 | 철길 | 부두 | 建設 | 増設 | 拡張 | 線路延伸 | 桟橋 | 建设 | 建造 | 扩建 | 擴建 | 码头 | 碼頭 | construy*
  | construcción | amplía | ampliación | muelle | construit | construction | agrandi* | quai | baut | bau eines
  | ausbau | anleger | строит* | построи* | строительств* | расшир* | причал* | بناء | توسيع | رصيف | تبني
deed fuel: fuel truck* | tank truck* | fuel tanker truck* | fuelling | fueling | 연료차 | 연료 주입 | 연료 차량
  | 燃料車 | 燃料注入 | 燃料车 | 加注燃料 | camiones cisterna | camiones de combustible | camions citernes | tankwagen
  | tanklaster | топливозаправщик* | автоцистерн* | заправк* | شاحنات وقود | صهاريج
deed sanction: sanctions on | imposes sanctions | under sanctions | sanctions list | sanctioned | blacklist*
  | to sdn list | sanctions against | sanctions package | sanctions 2* | sanctions 1* | sanctions | 제재 | 制裁
  | sancion* | sanción | sanciones | sanctionne* | sanktion* | санкци* | عقوبات | العقوبات
deed licence: general licen?e* | licen?e | waiver | wind down | 라이선스 | 면허 | 면제 | 유예 | 一般許可 | ライセンス
  | 猶予 | 许可证 | 許可證 | 豁免 | licencia* | exención | licence | dérogation | genehmigung* | ausnahmegenehmigung*
  | лицензи* | رخصة | ترخيص | إعفاء
deed delist: delist* | lifts sanctions | lift sanctions | removed from sanctions | removes from sdn | eases sanctions
  | sanctions relief | 제재 해제 | 제재 완화 | 명단에서 제외 | 제재서 제외 | 制裁解除 | 制裁を解除 | 制裁緩和
  | 解除制裁 | 解除对 | 解除對 | 取消制裁 | 移出制裁 | levanta sanciones | levanta las sanciones | retira de la lista
  | alivio de sanciones | lève les sanctions | levée des sanctions | hebt sanktionen | lockert sanktionen
  | снял* санкции | снима* санкции | сняти* санкци* | исключи* из санкционн* | ослаб* санкци* | رفع العقوبات
  | ترفع العقوبات | تخفيف العقوبات | شطب
deed agree: agree* on | agreed | agrees | agree 2* | agree 1* | deal reached | reach* deal | adopt* | approv*
  | endorse* | 합의 | 채택 | 승인 | 타결 | 合意 | 採択 | 承認 | 妥結 | 达成协议 | 達成協議 | 同意 | 通过 | 通過 | 批准
  | 达成一致 | acuerd* | aprueb* | aprob* | adopta* | accord | adopté | approuve* | approuvé* | einig* | beschließ*
  | beschlossen | verabschied* | согласова* | договорил* | одобри* | приня* | утверди* | اتفق* | اتفاق | أقر* | تعتمد
  | يعتمد | وافق
deed fail agree: fail to agree | fails to agree | failed to agree | no agreement | no deal | without agreement
  | without a deal | blocks | blocked by | veto* | deadlock* | talks collapse | 합의 불발 | 합의 실패 | 불발 | 결렬
  | 거부권 | 무산 | 合意できず | 合意に至らず | 決裂 | 拒否権 | 見送り | 未能达成 | 未能就 | 未达成 | 否决 | 否決
  | 受阻 | 卡關 | 破裂 | no logra* acordar | sin acuerdo | no acuerda | bloquea | bloqueó | veta | vetó | sans accord
  | échoue à s | bloque le | keine einigung | nicht einig* | blockier* | не согласова* | не договорил*
  | не смогли согласовать | заблокирова* | блокиру* | вет* на | наложи* вето | فشل في الاتفاق | لم يتفق | عرقل*
  | تعرقل | فيتو
deed propose: propos* | proposal* | plans to | drafts | unveils plan | 제안 | 추진 | 초안 | 提案 | 検討 | 案を | 提议
  | 提議 | 提出 | 拟 | 擬 | propone* | propuso | propuesta | projet de | vorschlag* | schlägt vor | предлож*
  | предлага* | проект* | اقترح* | يقترح | مقترح | تقترح
deed talks: talks | negotiat* | summit | meet for | round of | 협상 | 회담 | 협의 | 協議 | 交渉 | 会談 | 会谈 | 會談
  | 谈判 | 談判 | 磋商 | negociaci* | negocia* | conversaciones | cumbre | reunión | pourparlers | négociation*
  | sommet | verhandlung* | gespräche | gipfel | переговор* | саммит* | встреч* | محادثات | مفاوضات | قمة | جولة
deed tariff: tariff* | import dut* | duties | duty on | 관세 | 関税 | 关税 | 關稅 | arancel* | droits de douane
  | zölle | zoll* | пошлин* | тариф* | رسوم جمركية | الرسوم الجمركية | رسوما جمركية | التعريفات
deed suspend: suspend* | postpon* | delay* | pauses | paused | put off | 연기 | 유예 | 중단 | 보류 | 延期 | 停止
  | 猶予 | 見合わせ | 暂停 | 暫停 | 推迟 | 延后 | 延後 | aplaza* | aplazó | prórroga | reporte | reporté | verschieb*
  | verschoben | aussetz* | ausgesetzt | приостанов* | отлож* | отсроч* | تعليق | علق* | تأجيل | تؤجل | أرجأ*
deed raise: rais* | hike* | doubl* | increas* | 인상 | 올려 | 높여 | 引き上げ | 上げ | 上调 | 提高 | 上調 | 加征
  | sube | subir | subió | elev* | aumenta* | relève | hausse | augment* | erhöh* | anheb* | повыс* | повыша*
  | увелич* | رفع | ترفع | زيادة
deed cut: cuts | cut to | lower* | reduc* | slash* | 인하 | 낮춰 | 引き下げ | 下调 | 降低 | 下調 | 降至 | reduce*
  | rebaj* | baja | bajó | baisse | rédui* | senk* | сниз* | снижа* | خفض | تخفض | يخفض
deed court: court | ruling | rules | ruled | strikes down | struck down | lawsuit | 법원 | 판결 | 위법 | 소송 | 裁判所
  | 判決 | 違法 | 訴訟 | 法院 | 裁定 | 裁决 | 诉讼 | tribunal | corte | sentencia | juez | anula | cour | juge
  | gericht | urteil* | суд | суда | судья | постанови* | محكمة | المحكمة | حكم
deed refund: refund* | 환급 | 還付 | 返還 | 退税 | 退稅 | 退还 | reembols* | devolución* | rembours* | erstattung*
  | возврат* | возмещ* | استرداد | رد الرسوم
deed hearing: hearing* | 공청회 | 청문회 | 公聴会 | 听证会 | 聽證會 | audiencia* | vista pública | audience
  | anhörung* | слушани* | جلسة استماع
deed retaliate: retaliat* | countermeasure* | counter tariff* | 보복 | 맞대응 | 報復 | 対抗措置 | 报复 | 反制
  | represalia* | contramedida* | riposte | représailles | contre mesures | vergeltung* | gegenmaßnahm* | ответн* мер*
  | контрмер* | رد انتقامي | تدابير مضادة | إجراءات مضادة
deed investigate: investigat* | probe | inquiry | 조사 착수 | 조사 개시 | 수사 | 조사 | 調査開始 | 調査を開始 | 捜査
  | 调查 | 調查 | investiga* | investigación | enquête | untersuch* | ermittl* | расследова* | تحقيق | يحقق | تحقق
deed fine: fined | fines | penalty of | penalt* | 벌금 | 과징금 | 罰金 | 制裁金 | 课徴金 | 罚款 | 罰款 | multa*
  | multó | amende* | geldstrafe* | bußgeld* | штраф* | оштрафова* | غرامة | تغريم | غرم
deed arrest: arrest* | detain* | charged with | indict* | jailed | sentenced | 체포 | 구속 | 기소 | 逮捕 | 起訴 | 拘束
  | 被捕 | 起诉 | 拘留 | deten* | detuv* | arresta* | acusa* | imputa* | arrêt* | inculp* | festgenommen | verhaft*
  | angeklagt | задержа* | арест* | обвин* | اعتقال | اعتقل* | توقيف | اتهم*
deed seize: seiz* | board* tanker | impound* | confiscat* | intercept* | 나포 | 압류 | 억류 | 몰수 | 拿捕 | 差し押さえ
  | 押収 | 没収 | 扣押 | 扣留 | 没收 | 拦截 | incauta* | decomis* | apres* | arraisonn* | saisi* | beschlagnahm*
  | aufgebracht | захват* | конфиск* | задержан* танкер* | арестова* танкер* | احتجاز | احتجز* | مصادرة | صادر*
deed attack: attack* | strike on | struck by | drone strike* | airstrike* | hit by | bomb* | shell* | 공격 | 공습
  | 타격 | 폭격 | 攻撃 | 空爆 | 爆撃 | 袭击 | 襲擊 | 打击 | 空袭 | 空襲 | 轰炸 | ataque* | atac* | bombarde*
  | attaque* | frappe* | angriff* | angegriffen | удар* | атак* | атаков* | обстрел* | هجوم | هجمات | قصف | ضرب*
  | غارة
deed hack: hack* | cyberattack* | cyber heist | crypto theft | stole* | stolen | 해킹 | 탈취 | ハッキング
  | サイバー攻撃 | 窃取 | 流出 | 黑客 | 駭客 | 网络攻击 | 盗取 | hacke* | ciberataque* | robo de | robaron | pirat*
  | cyberattaque | vol de | hackerangriff* | gestohlen | хакер* | кибератак* | похит* | украл* | قرصنة | اختراق | سرق*
deed sign: sign* deal | signs | signed | signing | ratif* | 서명 | 체결 | 비준 | 調印 | 署名 | 締結 | 批准 | 签署
  | 簽署 | 签订 | firma* | firmó | ratific* | signe | signé | signent | ratifi* | unterzeichn* | ratifizier* | подпис*
  | ратифици* | وقع | توقيع | توقع | صادق
deed resign: resign* | steps down | stepped down | 사임 | 사퇴 | 辞任 | 辞職 | 辞职 | 辭職 | dimit* | dimisión
  | renuncia* | démission* | rücktritt | tritt zurück | отставк* | подал в отставку | استقال*
deed elect: election* | elected | vote count | ballot | 선거 | 당선 | 選挙 | 当選 | 选举 | 選舉 | 当选 | 當選
  | eleccion* | elegid* | élection* | élu | wahl* | gewählt | выбор* | избра* | انتخاب*
deed quake: earthquake | quake | magnitude | 지진 | 地震 | 震度 | terremoto | sismo | seísmo | séisme | erdbeben
  | землетрясени* | زلزال
deed export control: export control* | export curb* | export ban* | 수출통제 | 수출 통제 | 수출 규제 | 수출규제
  | 輸出規制 | 輸出管理 | 出口管制 | 出口限制 | control* de exportaci* | controles a la exportación
  | contrôle* des exportations | exportkontroll* | экспортн* контрол* | ограничени* экспорта | ضوابط التصدير
  | قيود التصدير
good steel: steel* | 철강 | 강관 | 鉄鋼 | 鋼材 | 钢铁 | 钢材 | 鋼鐵 | acero* | acier* | stahl* | стал* | الصلب
  | الفولاذ
good aluminium: alumin* | 알루미늄 | アルミ | 铝 | 鋁 | aluminio | алюмини* | الألومنيوم | ألومنيوم
good copper: copper | 구리 | 동제품 | 銅 | 铜 | cobre | cuivre | kupfer* | мед* пошлин* | медь | меди | النحاس
good cars: car imports | cars | car | autos | auto | automobile* | carmaker* | vehicle imports | car parts | 자동차
  | 自動車 | 汽车 | 汽車 | automóvil* | coches | vehículo* | automotr* | voiture* | véhicule* | autozölle | автомобил*
  | السيارات | سيارات
good trucks: heavy truck* | lorries | 트럭 | 화물차 | トラック | 卡车 | 卡車 | camiones pesados | camión
  | poids lourds | lastwagen | lkw | грузовик* | الشاحنات
good chips: semiconductor* | chip | chips | chipmak* | 반도체 | 半導体 | 半导体 | 半導體 | 芯片 | 晶片 | puces
  | semi conducteur* | halbleiter* | чип | чипы | чипов | полупроводник* | الرقائق | أشباه الموصلات
good pharma: pharma* | drug imports | medicines | 의약품 | 医薬品 | 药品 | 藥品 | 医药 | fármaco* | medicament*
  | farmac* | médicament* | arzneimittel* | лекарств* | фармацевт* | الأدوية
good timber: timber | lumber | 목재 | 木材 | madera* | bois | holz* | древесин* | пиломатериал* | الأخشاب
good rare earths: rare earth* | 희토류 | レアアース | 希土類 | 稀土 | tierras raras | terres rares | seltene* erden
  | редкоземельн* | العناصر الأرضية النادرة | المعادن النادرة
good oil: crude | oil | 원유 | 석유 | 유가 | 原油 | 石油 | petróleo | crudo | pétrole* | brut | rohöl* | öl | нефт*
  | النفط | نفط | الخام
good gas: natural gas | =LNG | 천연가스 | 天然ガス | 液化天然ガス | 天然气 | 天然氣 | gas natural | =GNL | gaz naturel
  | erdgas* | flüssiggas* | =СПГ | природн* газ* | الغاز
good coal: coal | 석탄 | 石炭 | 煤炭 | 煤 | carbón | charbon | kohle* | угол* | угля | الفحم
good soy: soy* | 대두 | 大豆 | soja | соя | сои | الصويا
good rice: rice | 쌀 | コメ | 大米 | 稻米 | arroz | reis | рис | риса | الأرز
good fish: seafood | 수산물 | 海産物 | 水産物 | 海鲜 | 水产品 | mariscos | fruits de mer | морепродукт*
  | المأكولات البحرية
good machine tools: machine tool* | 공작기계 | 工作機械 | 机床 | 工具機 | máquinas herramienta | machines outils
  | werkzeugmaschine* | станк* | ماكينات
good solar: solar panel* | solar cell* | 태양광 | 太陽光パネル | 太陽電池 | 光伏 | paneles solares | panneaux solaires
  | solarmodul* | solarzelle* | солнечн* панел* | الألواح الشمسية
good wine: wine | 와인 | ワイン | 葡萄酒 | vino | vinos | vin | vins | wein* | вино | вина | النبيذ
good cheese: cheese | 치즈 | チーズ | 奶酪 | 乳酪 | queso* | fromage* | käse* | сыр* | الجبن
weapon ballistic missile: ballistic missile* | =SRBM | =IRBM | =MRBM | 탄도미사일 | 弾道ミサイル | 弹道导弹 | 彈道飛彈
  | 彈道導彈 | misil* balístic* | missile* balistique* | ballistisch* rakete* | баллистическ* | صاروخ باليستي
  | صواريخ باليستية | صاروخا باليستيا | الصواريخ الباليستية | باليستي* | بالستي*
weapon cruise missile: cruise missile* | 순항미사일 | 巡航ミサイル | 巡航导弹 | 巡航飛彈 | 巡弋飛彈
  | misil* de crucero | missile* de croisière | marschflugkörper* | крылат* ракет* | صاروخ كروز | صواريخ كروز
  | صاروخ مجنح | صواريخ مجنحة
weapon icbm: =ICBM | intercontinental | 대륙간탄도미사일 | 대륙간탄도탄 | 大陸間弾道 | 洲际弹道导弹 | 洲际导弹
  | 洲際飛彈 | intercontinental* | interkontinentalrakete* | межконтинентальн* | =МБР | عابر للقارات | عابرا للقارات
weapon hypersonic: hypersonic* | 극초음속 | 極超音速 | 高超音速 | hipersónic* | hypersonique* | hyperschall*
  | гиперзвук* | فرط صوتي | فرط الصوتية | أسرع من الصوت
weapon artillery: multiple rocket launcher* | artillery | 방사포 | 포격 | 포탄 | 多連装 | 砲撃 | 火箭炮 | 炮击
  | artiller* | lanzacohetes | mehrfachraketenwerfer | артиллери* | реактивн* систем* залпов* | =РСЗО | مدفعية
  | راجمات
weapon satellite: satellite* | 위성 | 衛星 | 卫星 | satélite* | satellit* | спутник* | قمر صناعي | قمر اصطناعي
  | القمر الصناعي | القمر الاصطناعي | قمرا صناعيا | قمرا اصطناعيا | أقمار صناعية
weapon drone: drone* | unmanned aerial | =UAV | 무인기 | 드론 | 無人機 | ドローン | 无人机 | dron | drones | drohne*
  | беспилотник* | =БПЛА | дрон | дроны | дронов | دروون | مسيرة | مسيرات | الطائرات المسيرة
weapon submarine: submarine* | 잠수함 | 潜水艦 | 潜艇 | 潛艇 | submarino* | sous marin* | u boot* | подводн* лодк*
  | غواصة
weapon destroyer: destroyer* | 구축함 | 駆逐艦 | 驱逐舰 | 驅逐艦 | destructor* | destroyer | zerstörer | эсминц*
  | эсминец | مدمرة
weapon nuclear test: nuclear test* | 핵실험 | 核実験 | 核试验 | 核試爆 | prueba* nuclear* | ensayo* nuclear*
  | essai* nucléaire* | atomtest* | ядерн* испытани* | تجربة نووية | اختبار نووي
weapon balloon: balloon* | 풍선 | 風船 | 气球 | 氣球 | globos | ballon* | шар* с мусором | воздушн* шар* | بالونات
thing tanker: tanker* | 유조선 | タンカー | 油轮 | 油輪 | petrolero* | buque* cisterna | pétrolier* | танкер* | ناقلة
  | ناقلات
thing shadow fleet: shadow fleet | dark fleet | 그림자 선단 | 그림자 함대 | 影の船団 | 影子舰队 | 影子船队 | 影子艦隊
  | flota fantasma | flota en la sombra | flotte fantôme | schattenflotte* | теневого флота | теневой флот
  | теневому флоту | أسطول الظل
thing shell company: shell firm* | shell compan* | front firm* | front compan* | 위장회사 | 유령회사 | 페이퍼컴퍼니
  | 偽装会社 | ペーパー会社 | 空壳公司 | 空殼公司 | empresa* fantasma | empresa* pantalla | empresa* tapadera
  | société* écran* | scheinfirm* | подставн* | фирм* однодневк* | شركات وهمية | شركة وهمية
thing it workers: it workers | it worker | information technology workers | 정보기술 인력 | 인력 알선 | it 인력
  | it 노동자 | it労働者 | it 労働者 | it技術者 | 信息技术人员 | 资讯科技人员 | it人员 | trabajadores informáticos
  | informáticos norcoreanos | informaticiens | it fachkräfte | it arbeiter | ит специалист* | айти специалист*
  | عمال تكنولوجيا المعلومات
thing crypto: crypto* | bitcoin | ethereum | 암호화폐 | 가상자산 | 비트코인 | 暗号資産 | 仮想通貨 | ビットコイン
  | 加密货币 | 加密貨幣 | 虚拟货币 | 比特币 | criptomoneda* | criptodivisa* | cryptomonnaie* | kryptowährung*
  | криптовалют* | биткоин* | العملات المشفرة | عملات مشفرة
thing sanctions package: package of sanctions | sanctions package | 제재 패키지 | 제재안 | 制裁パッケージ | 制裁案
  | 制裁第 | 轮制裁 | 輪制裁 | 一揽子制裁 | 制裁方案 | paquete de sanciones | paquete 2* | paquet de sanctions
  | train de sanctions | sanktionspaket* | пакет* санкци* | حزمة عقوبات | حزمة العقوبات | حزمة من العقوبات
thing price cap: price cap | 가격상한 | 가격 상한 | 유가 상한 | 上限価格 | 価格上限 | 限价 | 限價 | tope al precio
  | tope de precio | plafonnement | preisdeckel | ölpreisdeckel | потол* цен* | سقف السعر | سقف سعر
thing section 232: section 232 | 232조 | 무역확장법 | 通商拡大法 | 232条款 | 232 条 | sección 232 | раздел* 232
  | المادة 232
thing section 301: section 301 | 301조 | 통상법 301 | 通商法301 | 301条款 | 301條款 | 301 条 | sección 301
  | раздел* 301 | المادة 301
thing section 122: section 122 | 122조 | 122条 | 122条款 | sección 122 | المادة 122
thing imagery: satellite image* | imagery | satellite photo* | pictures taken | 위성사진 | 위성 영상 | 위성영상
  | 衛星画像 | 卫星图像 | 卫星照片 | 衛星影像 | imágenes de satélite | imágenes satelitales | images satellite*
  | satellitenbild* | спутников* снимк* | صور الأقمار | صور أقمار
thing railway: rail spur | railway | rail line | 철길 | 철로 | 철도 | 線路 | 鉄道 | 铁路 | 鐵路 | ferrocarril*
  | vía férrea | voie ferrée | chemin de fer | gleis* | bahnlinie | железн* дорог* | железнодорожн* | سكة حديد
  | السكك الحديدية
thing debris zone: debris | danger zone* | 낙하물 | 위험구역 | 落下区域 | 落下物 | 残骸 | 落区 | restos
  | zonas en las que | débris | trümmer* | обломк* | حطام
thing assembly hall: assembly hall | assembly building | rocket hall | 조립동 | 조립장 | 조립건물 | 組立棟 | 组装厂房
  | 总装厂房 | nave de montaje | hangar de montaje | bâtiment d assemblage | montagehalle | сборочн* цех*
  | монтажн* корпус* | مبنى التجميع
thing resolution: resolution* | 결의 | 決議 | 决议 | 決議案 | resolución | résolution* | резолюци* | قرار مجلس
thing treaty: treaty | 조약 | 条約 | 条约 | 條約 | tratado | traité | vertrag | договор | договора | معاهدة
thing reactor: reactor* | 원자로 | 原子炉 | 反应堆 | 反應爐 | réacteur* | reaktor* | реактор* | مفاعل
thing uranium: uranium | enrichment | 우라늄 | 농축 | ウラン | 濃縮 | 铀 | 鈾 | 浓缩 | uranio | enriquecimiento
  | enrichissement | urananreicherung | уран | урана | обогащени* | اليورانيوم | تخصيب
thing ceasefire: ceasefire | truce | 휴전 | 정전 | 停戦 | 休戦 | 停火 | alto el fuego | tregua | cessez le feu | trêve
  | waffenruhe | waffenstillstand | перемири* | прекращени* огня | وقف إطلاق النار | هدنة
thing troops: troops | soldiers | 파병 | 병력 | 派兵 | 兵士 | 部隊 | 部队 | 士兵 | tropas | soldados | troupes
  | soldats | truppen | soldaten | войск* | солдат* | военнослужащ* | قوات | جنود
thing port: port of | seaport | harbour | 항구 | 港 | 港口 | puerto | hafen | порт | порта | порту | ميناء
thing refinery: refiner* | 정유 | 製油所 | 炼油 | 煉油 | refinería* | raffinerie* | нпз | нефтеперерабатыв* | مصفاة
  | مصافي
thing bank: bank | banks | 은행 | 銀行 | 银行 | banco | bancos | banque* | banken | банк* | بنك | مصرف | بنوك
"""
