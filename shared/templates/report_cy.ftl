# Geiriau'r adroddiad chwarterol yn Gymraeg. Yr un allweddi a'r un newidynnau sydd yn report_en.ftl.

report-title = Adroddiad perfformiad chwarterol
report-page = Tudalen { $page } o { $last }
report-council = Y cyngor cyfan
report-day = Fel yr oedd ar { $day }
report-made = Lluniwyd ar { $day } o'r cofnod.
report-state-open = Drafft: mae'r chwarter yn dal ar agor
report-state-in_review = Drafft: mae'r chwarter yn cael ei adolygu
report-state-closed = Mae'r chwarter wedi'i gymeradwyo'n derfynol
report-overall = Statws cyffredinol
report-overall-actions = Camau gweithredu
report-overall-measures = Mesurau
report-overall-whole = Cyffredinol
report-contents = Cynnwys
report-position_statement = Datganiad sefyllfa
report-position = Datganiad sefyllfa
report-snapshot = Cipolwg ar berfformiad
report-objectives = Amcanion a themâu
report-exceptions = Eithriadau
report-achievements = Cyflawniadau
report-challenges = Heriau
report-resources = Rheoli ein hadnoddau
report-people = Pobl
report-financial = Ariannol
report-assets = Asedau
report-ict = TGCh
report-customer = Cwsmeriaid
report-risk = Risg
report-corporate-risks = Risgiau corfforaethol
report-service-risks = Risgiau gwasanaethau
report-glossary = Geirfa a dull
report-appendix-actions = Atodiad 1: Camau gweithredu gwasanaethau
report-appendix-measures = Atodiad 2: Mesurau perfformiad
report-appendix-additional = Atodiad 3: Mesurau ychwanegol
report-actions-by-objective = Camau gweithredu fesul amcan
report-whole-by-objective = Statws cyffredinol fesul amcan
report-measures-by-objective = Mesurau fesul amcan
report-red-actions = Camau gweithredu coch
report-red-measures = Mesurau coch
report-no-red-actions = Nid oes cam gweithredu coch.
report-no-red-measures = Nid oes mesur coch.
report-nothing = Nid oes dim wedi'i gofnodi yma ar gyfer y chwarter hwn.
report-total = Cyfanswm
report-unassigned = Heb ei gysylltu ag amcan
report-unassigned-action = Heb ei gysylltu â cham gweithredu corfforaethol
report-itself = { $name }: yn uniongyrchol
report-corporate-actions = Camau gweithredu corfforaethol
report-column-objective = Amcan
report-column-total = Cyfanswm
report-column-in = Ffigurau a ddaeth i law
report-column-corporate-action = Cam gweithredu corfforaethol
report-column-year = Blwyddyn darged
report-column-actions = Camau gweithredu gwasanaethau
report-column-note = Nodyn
report-column-action = Cam gweithredu gwasanaeth
report-column-due = I'w gwblhau
report-column-complete = Wedi'i gwblhau
report-column-status = Statws
report-column-direction = Cyfeiriad
report-column-commentary = Cynnydd a chanlyniadau
report-column-measure = Mesur
report-column-last-year = Y llynedd
report-column-actual = Gwirioneddol
report-column-target = Targed
report-column-risk = Risg
report-column-area = Maes gwasanaeth
report-column-likelihood = Tebygolrwydd
report-column-impact = Effaith
report-column-score = Sgôr a band
report-column-forecast = Rhagolwg
report-column-reason = Rheswm
report-column-value = Gwerth
report-column-project = Prosiect
report-column-code = Cod
report-column-name = Enw
report-column-meaning = Ystyr
report-column-term = Term
report-revised = Diwygiwyd; { $due } oedd y dyddiad gwreiddiol
report-overdue = Hwyr
report-provisional = Dros dro
report-unexplained = Ni roddwyd eglurhad.
report-challenged = Nodwyd { $reported }; disgwylir { $expected } ar sail ei ddyddiadau.
report-expected = Wedi'i gyfrifo o'i ddyddiadau: ni nododd ei berchennog ddim.
report-judged = Barnwyd yn { $rag } gan olygydd, lle awgrymir { $suggested }: { $reason }
report-mean = Y cymedr yw { $mean }, gan gyfrif Gwyrdd yn 1, Oren yn hanner a Choch yn 0. Gwyrdd o { $green }, Oren o { $amber }.
report-unrated = Nid oes statws gan ddim sydd ynddo.
report-in = { $reported } o { $due }
report-none-due = dim i'w cyflwyno
report-completed = Cwblhawyd yn gynharach: { $count }
report-cancelled = Canslwyd neu archifwyd: { $count }
report-to-come = Heb ddechrau eto: { $count }
report-year-end = Ar y gyfradd hon, { $forecast } ar ddiwedd y flwyddyn.
report-year-end-needed = Ar y gyfradd hon, { $forecast } ar ddiwedd y flwyddyn; angen bob chwarter i gyrraedd { $target }: { $needed }.
report-year-end-at-most = Ar y gyfradd hon, { $forecast } ar ddiwedd y flwyddyn; { $needed } bob chwarter ar y mwyaf i aros o fewn { $target }.
report-year-end-missed = Ar y gyfradd hon, { $forecast } ar ddiwedd y flwyddyn; mae targed y flwyddyn, sef { $target }, allan o gyrraedd.
report-numerator = { $numerator } o { $denominator }
report-programme = Rhaglen: { $name }
report-tranche = Cyfran { $name }
report-no-programme = Prosiectau eraill
report-breakdown = { $measure }, fesul { $dimension }
report-by-service-area = maes gwasanaeth
report-by-directorate = cyfarwyddiaeth
report-category-population = Dangosyddion poblogaeth
report-category-difference = Pa wahaniaeth a wnaethom?
report-category-how_well = Pa mor dda y gwnaethom berfformio?
report-category-how_much = Faint? Data cyd-destunol
report-project-green = Gwyrdd
report-project-amber = Oren
report-project-red = Coch
report-project-completed = Wedi'i gwblhau
report-project-none = Heb ei nodi
report-directions-note = Mae'r cyfeiriad yn cymharu'r sgôr â'r asesiad cynharach diweddaraf; yn achos risg, newyddion drwg yw cynnydd. Y rhagolwg yw i ble mae ei berchennog yn disgwyl i'r sgôr fynd.
report-mitigation = Beth sy'n cael ei wneud: { $text }

## Sentences

report-measures = { $count ->
    [zero] Nid oes mesur wedi'i osod yma.
    [one] Mae 1 mesur wedi'i osod yma.
    [two] Mae 2 fesur wedi'u gosod yma.
    [few] Mae { $count } mesur wedi'u gosod yma.
    [many] Mae { $count } mesur wedi'u gosod yma.
   *[other] Mae { $count } mesur wedi'u gosod yma.
 }
report-frequency = Bob chwarter: { $quarterly }; bob blwyddyn neu bob dwy flynedd: { $annual }.
report-all-annual = { $count ->
    [one] Caiff ei adrodd unwaith y flwyddyn neu bob yn ail flwyddyn, ac nid yw i'w gyflwyno'r chwarter hwn.
   *[other] Cânt i gyd eu hadrodd unwaith y flwyddyn neu bob yn ail flwyddyn, ac nid oes un i'w gyflwyno'r chwarter hwn.
 }
report-data = { $reported ->
    [zero] { $due ->
        [one] Nid yw'r 1 ffigur sydd i'w gyflwyno'r chwarter hwn wedi dod i law.
       *[other] Nid oes yr un o'r { $due } ffigur sydd i'w cyflwyno'r chwarter hwn wedi dod i law.
     }
    [one] { $due ->
        [one] Mae'r 1 ffigur sydd i'w gyflwyno'r chwarter hwn wedi dod i law.
       *[other] Mae 1 o'r { $due } ffigur sydd i'w cyflwyno'r chwarter hwn wedi dod i law.
     }
   *[other] Mae { $reported } o'r { $due } ffigur sydd i'w cyflwyno'r chwarter hwn wedi dod i law.
 }
report-rated = { $count ->
    [zero] Nid oes statws gan yr un.
   *[other] Mae statws gan { $count }.
 }
report-rated-green = { $count ->
    [one] Mae 1 yn Wyrdd: { $refs }.
   *[other] Mae { $count } yn Wyrdd: { $refs }.
 }
report-rated-amber = { $count ->
    [one] Mae 1 yn Oren: { $refs }.
   *[other] Mae { $count } yn Oren: { $refs }.
 }
report-rated-red = { $count ->
    [one] Mae 1 yn Goch: { $refs }.
   *[other] Mae { $count } yn Goch: { $refs }.
 }
report-risks = { $count ->
    [zero] Nid oes risg ar y gofrestr.
    [one] Mae 1 risg ar y gofrestr.
    [two] Mae 2 risg ar y gofrestr.
    [few] Mae { $count } risg ar y gofrestr.
    [many] Mae { $count } risg ar y gofrestr.
   *[other] Mae { $count } risg ar y gofrestr.
 }
report-risk-lines = { $count ->
    [one] O'i chyfrif unwaith am bob maes gwasanaeth sy'n ei hasesu, 1 yw hynny.
   *[other] O'u cyfrif unwaith am bob maes gwasanaeth sy'n eu hasesu, { $count } yw hynny.
 }
report-bands = Fesul band: { $bands }.
report-band = { $count } { $band }
report-without-band = { $count } heb fand
report-unassessed = { $count ->
    [one] Ni chafodd 1 ei hasesu'r chwarter hwn.
   *[other] Ni chafodd { $count } eu hasesu'r chwarter hwn.
 }
report-risen = { $count ->
    [zero] Nid oes yr un wedi codi ers yr asesiad blaenorol.
   *[other] Mae { $count } wedi codi ers yr asesiad blaenorol.
 }
report-fallen = { $count ->
    [zero] Nid oes yr un wedi gostwng.
   *[other] Mae { $count } wedi gostwng.
 }
report-baseline = { $count ->
    [one] Nid oes dim i gymharu 1 ag ef eto.
   *[other] Nid oes dim i gymharu { $count } ag ef eto.
 }
report-forecast-up = { $count ->
    [zero] Ni ragwelir y bydd yr un yn codi.
   *[other] Rhagwelir y bydd { $count } yn codi.
 }
report-forecast-down = { $count ->
    [zero] Ni ragwelir y bydd yr un yn gostwng.
   *[other] Rhagwelir y bydd { $count } yn gostwng.
 }
report-actions-counted = { $count ->
    [zero] Nid oes cam gweithredu gwasanaeth yn cyfrif y chwarter hwn.
    [one] Mae 1 cam gweithredu gwasanaeth yn cyfrif y chwarter hwn.
    [two] Mae 2 gam gweithredu gwasanaeth yn cyfrif y chwarter hwn.
    [few] Mae { $count } cham gweithredu gwasanaeth yn cyfrif y chwarter hwn.
    [many] Mae { $count } cham gweithredu gwasanaeth yn cyfrif y chwarter hwn.
   *[other] Mae { $count } cam gweithredu gwasanaeth yn cyfrif y chwarter hwn.
 }
report-actions-challenged = { $count ->
    [one] Mae statws 1 yn cael ei herio: mae'r hyn a nodwyd yn wahanol i'r hyn a ddisgwylir ar sail ei ddyddiadau.
   *[other] Mae statws { $count } yn cael ei herio: mae'r hyn a nodwyd yn wahanol i'r hyn a ddisgwylir ar sail eu dyddiadau.
 }

## Findings, restatements, drafts

report-draft = Drafft: nid yw'r testun hwn wedi'i orffen
report-findings = Canfyddiadau
report-findings-open = Canfyddiadau sydd ar agor
report-findings-accepted = Canfyddiadau a dderbyniwyd
report-restated = Ailddatganwyd ers adrodd
report-column-severity = Pwysau
report-column-about = Ynghylch
report-column-finding = Beth a ganfuwyd
report-column-why = Rheswm
report-column-quarter = Chwarter
report-column-changed = Beth a newidiwyd
report-severity-blocking = Rhwystr
report-severity-warning = Rhybudd
report-severity-note = Nodyn
report-about-action = Cam gweithredu
report-about-indicator = Mesur
report-about-risk = Risg
report-about-narrative = Naratif
report-about-project = Prosiect
report-about-breakdown = Dadansoddiad
report-about-judgement = Dyfarniad
report-language-en = Saesneg
report-language-cy = Cymraeg
report-about-period = Chwarter
report-about-settings = Gosodiadau
report-finding-red_unexplained = Coch, ac nid oes neb wedi dweud pam
report-finding-return_missing = Nid yw datganiad sy'n ddyledus wedi dod i law
report-finding-completed_incomplete = Wedi'i gwblhau, ond yn llai na 100 %
report-finding-ratio_differs = Nid yw'r ganran yn cyfateb i'w rhannau
report-finding-text_differs = Mae testun yn nodi gwerth gwahanol i'r canlyniad
report-finding-impossible_score = Sgôr na all fod
report-finding-rag_challenged = Nid y statws disgwyliedig a nodwyd
report-finding-stated_rag_differs = Nid statws y rheol a nodwyd yn gynharach
report-finding-stated_direction_differs = Nid cyfeiriad y rheol a nodwyd yn gynharach
report-finding-stated_band_differs = Nid band y sgôr a nodwyd yn gynharach
report-finding-rise_unmitigated = Risg sy'n codi heb gamau lliniaru
report-finding-target_below_last_year = Mae'r targed yn llai uchelgeisiol na ffigur y llynedd
report-finding-due_before_start = I'w gwblhau cyn iddo ddechrau
report-finding-shared_alias = Un enw arall ar sawl mesur
report-finding-no_movement = Dim symud ers y chwarter diwethaf
report-finding-commentary_copied = Sylwadau wedi'u copïo o'r chwarter diwethaf
finding-red_unexplained = Mae'n goch, ac nid oes neb wedi dweud pam.
finding-commentary_copied = Mae'r { $place } yr un fath, air am air, ag yn y chwarter blaenorol.
finding-rag_challenged = Y statws a nodwyd yw { $rag }, ond { $expected_rag } a ddisgwylir.
finding-completed_incomplete = Nodwyd ei fod wedi'i gwblhau, ond { $percent } sydd yn ei ddiweddariad diwethaf.
finding-update_missing = Mae i'w gwblhau erbyn { $due }, ac nid oes diweddariad ar gyfer { $period }.
finding-update_late = Roedd i'w gwblhau erbyn { $due }, ac nid oes diweddariad ar gyfer { $period }.
finding-result_missing = Mae canlyniad i'w gyflwyno ar gyfer { $period }, ond nid oes un wedi dod i law.
finding-assessment_missing = Mae asesiad i'w gyflwyno ar gyfer { $period }, ond nid oes un wedi dod i law.
finding-due_before_start = Mae i'w gwblhau erbyn { $due }, cyn iddo ddechrau ar { $start }.
finding-due_before_year = Mae i'w gwblhau erbyn { $due }; nid oes dyddiad dechrau wedi'i gofnodi, ac ar { $start } y dechreuodd blwyddyn ei ddiweddariad cyntaf.
finding-no_movement = Mae { $percent } wedi'i gwblhau, fel yr oedd yn { $period }.
finding-ratio_differs = { $share }% yw { $numerator } o { $denominator }, ond { $actual }% a nodwyd.
finding-stated_rag_differs = { $stated_rag } a argraffwyd, ond { $rag } ydyw yn ôl y rheolau.
finding-stated_direction_differs = “{ $stated_direction }” a argraffwyd, ond “{ $direction }” sy'n gywir yn ôl y rheolau.
finding-stated_movement_differs = “{ $stated_movement }” a argraffwyd, ond o gymharu â'r asesiad blaenorol “{ $risk_direction }” sy'n gywir.
finding-stated_band_differs = Band “{ $stated_band }” a argraffwyd, ond band sgôr o { $score } yw “{ $band }”.
finding-target_below_last_year = { $target } yw'r targed, a chyrhaeddwyd { $reached } yn { $period }. { $polarity }.
finding-shared_alias = Mae'r enw arall { $alias } ar { $reference }, ac ar { $others } hefyd.
finding-impossible_score = Nid oes tebygolrwydd ac effaith o 1 i 4 sy'n rhoi sgôr o { $score }.
finding-rise_unmitigated = Mae ei sgôr o { $score } yn codi, ac nid oes dim wedi'i gofnodi i'w gostwng.
finding-text_differs = Mae'r { $place } yn dweud { $written } am { $reference }, ond { $actual } yw'r canlyniad.
finding-moved-up = I fyny
finding-moved-same = Yr un fath
finding-moved-down = I lawr
finding-place-commentary = sylwadau
finding-place-commentary_in_Welsh = sylwadau Cymraeg
finding-place-reason = rheswm
finding-place-reason_in_Welsh = rheswm Cymraeg
finding-place-narrative = naratif
report-field-actual = Gwirioneddol
report-field-target = Targed
report-field-numerator = Rhifiadur
report-field-denominator = Enwadur
report-field-provisional = Dros dro
report-field-comparable = Cymaradwy
report-field-commentary = Sylwadau
report-field-commentary_cy = Sylwadau yn Gymraeg
report-field-percent_complete = Canran a gwblhawyd
report-field-reported_rag = Statws a nodwyd
report-field-forecast = Rhagolwg
report-field-reason = Rheswm
report-field-status = Statws
report-field-rag = Statws
report-field-text = Testun
report-field-value = Gwerth
report-field-residual_likelihood = Tebygolrwydd gweddilliol
report-field-residual_impact = Effaith weddilliol
report-field-start_date = Dechrau
report-field-due_date = Dyddiad cwblhau
report-field-polarity = Pa gyfeiriad sydd well
report-field-tolerance = Goddefiant
report-field-tolerance_kind = Math o oddefiant
report-field-green_within = Gwyrdd o fewn
report-field-frequency = Amlder
report-field-direction_basis = Cymharir â
report-field-unit = Uned
report-reopened = Cafodd ei agor eto ar ôl ei gymeradwyo'n derfynol
report-changed = { $field }: { $from } → { $to }
report-rewritten = { $field }: ailysgrifennwyd
report-nothing-there = dim
report-yes = ie
report-no = na
report-restated-count = { $count ->
    [zero] Ni newidiwyd dim o'r chwarter blaenorol nac o'r chwarter hwn ar ôl ei gymeradwyo'n derfynol.
    [one] Newidiwyd 1 peth ar ôl i'w chwarter gael ei gymeradwyo'n derfynol.
    [two] Newidiwyd 2 beth ar ôl i'w chwarter gael ei gymeradwyo'n derfynol.
   *[other] Newidiwyd { $count } peth ar ôl i'w chwarter gael ei gymeradwyo'n derfynol.
 }
report-blocking = { $count ->
    [zero] Nid oes canfyddiad sy'n rhwystr ar agor.
    [one] Mae 1 canfyddiad sy'n rhwystr ar agor.
    [two] Mae 2 ganfyddiad sy'n rhwystr ar agor.
   *[other] Mae { $count } canfyddiad sy'n rhwystr ar agor.
 }
report-warnings = { $count ->
    [zero] Nid oes rhybudd ar agor.
    [one] Mae 1 rhybudd ar agor.
    [two] Mae 2 rybudd ar agor.
   *[other] Mae { $count } rhybudd ar agor.
 }
report-notes = { $count ->
    [zero] Nid oes nodyn ar agor.
    [one] Mae 1 nodyn ar agor.
    [two] Mae 2 nodyn ar agor.
   *[other] Mae { $count } nodyn ar agor.
 }
report-accepted = { $count ->
    [zero] Ni dderbyniwyd yr un.
    [one] Derbyniwyd 1, am y rheswm a roddwyd.
   *[other] Derbyniwyd { $count }, am y rhesymau a roddwyd.
 }

## Ers y chwarter diwethaf

report-since-last = Ers y chwarter diwethaf
report-since-actions = Camau gweithredu ers { $period }: { $better } yn well, { $worse } yn waeth, { $neither } i statws neu o statws nad yw'n berthnasol; { $new } yn newydd, { $left } wedi gadael.
report-since-measures = Mesurau ers { $period }: { $better } yn well, { $worse } yn waeth, { $neither } i statws neu o statws nad yw'n berthnasol; { $new } yn newydd, { $left } wedi gadael.
report-since-risks = Risgiau ers { $period }: { $better } yn is, { $worse } yn uwch; { $new ->
    [one] 1 wedi'i hasesu
   *[other] { $new } wedi'u hasesu
 } o'r newydd, { $left } wedi gadael.
report-since-nothing = Nid oes statws i ddim yn { $period }, felly nid oes dim i gymharu'r chwarter hwn ag ef.
report-since-now = Mae'r ddau chwarter fel y maent yn y cofnod yn awr.
report-change-moved = Wedi symud
report-change-new = Newydd
report-change-left = Wedi gadael
report-column-was = Yr oedd
report-column-is = Y mae
report-column-change = Newid
report-better = ↑ yn well
report-worse = ↓ yn waeth
report-lower = ↓ yn is: yn well
report-higher = ↑ yn uwch: yn waeth
report-neither = ddim yn well nac yn waeth
report-newly = newydd
report-gone-completed = wedi'i gwblhau cyn y flwyddyn
report-gone-cancelled = wedi'i ganslo
report-gone-deferred = wedi'i ohirio
report-gone-archived = wedi'i archifo
report-gone-to_come = yn dechrau'n hwyrach
report-gone-not_due_this_quarter = nid yw i'w gyflwyno'r chwarter hwn
report-gone-not_reported = nid oes ffigur wedi dod i law
report-gone-not_assessed = heb ei asesu

## Glossary

report-term-outcome = Canlyniad
report-meaning-outcome = Cyflwr o lesiant y mae'r cyngor yn gweithio tuag ato, neu iechyd trawsbynciol y cyngor ei hun.
report-term-objective = Amcan
report-meaning-objective = Yr hyn y mae'r cyngor yn bwriadu ei wneud dros ganlyniad.
report-term-action = Statws cam gweithredu
report-meaning-action = Gwyrdd: wedi'i gwblhau, neu ar y trywydd iawn i'w gwblhau erbyn ei ddyddiad. Oren: ychydig ar ei hôl hi, ac yn cael ei ddwyn yn ôl. Coch: wedi llithro heb fawr o gynnydd; rhoddir y rheswm a'r hyn sy'n cael ei wneud. Lle na nododd ei berchennog ddim, caiff ei gyfrifo o'i ddyddiadau: Gwyrdd o { $green } o'r cynnydd disgwyliedig, Oren o { $amber }.
report-term-measure = Statws mesur
report-meaning-measure = Gwyrdd: cyrhaeddwyd y targed. Oren: fe'i methwyd o ddim mwy na { $tolerance }. Coch: fe'i methwyd o fwy. Gall fod gan fesur ei oddefiant ei hun.
report-meaning-measure-within = Gwyrdd: cyrhaeddwyd y targed, neu fe'i methwyd o ddim mwy na { $within }. Oren: fe'i methwyd o ddim mwy na { $tolerance }. Coch: fe'i methwyd o fwy. Gall fod gan fesur ei oddefiant ei hun.
report-term-direction = Cyfeiriad
report-meaning-direction-prior_year = A yw mesur yn well, yr un fath neu'n waeth nag yn yr un chwarter y llynedd. Yn achos camau gweithredu a statws cyffredinol: nag yn y chwarter blaenorol.
report-meaning-direction-previous_period = A yw mesur, cam gweithredu neu statws cyffredinol yn well, yr un fath neu'n waeth nag yn y chwarter blaenorol.
report-term-overall = Statws cyffredinol
report-meaning-overall = Cymedr y statysau, gyda Gwyrdd yn cyfrif 1, Oren hanner a Choch 0; ar gyfer camau gweithredu a mesurau gyda'i gilydd, cymedr y ddau. Gwyrdd o { $green }, Oren o { $amber }. Gall golygydd farnu fel arall, gan roi rheswm.
report-term-inherent = Sgôr gynhenid a gweddilliol
report-meaning-inherent = Tebygolrwydd wedi'i luosi ag effaith, heb reolaethau a gyda nhw.
report-term-arrows = Saethau
report-meaning-arrows = ↑ wedi gwella, ↔ heb newid, ↓ wedi dirywio. Yn achos risgiau: ↑ cododd y sgôr, ↔ arhosodd, ↓ gostyngodd ers y chwarter blaenorol; y rhagolwg yw'r cyfeiriad y mae ei pherchennog yn ei ddisgwyl.
report-term-not-applicable = Ddim yn berthnasol
report-meaning-not-applicable = Ni ellir rhoi statws: nid oes ffigur neu darged wedi dod i law neu i'w gyflwyno, nid oes modd cymharu'r ffigur, neu nid yw'r cam gweithredu'n rhedeg yn y chwarter.
report-term-provisional = Dros dro
report-meaning-provisional = Ffigur a all newid eto.
report-and-more = { $refs } a { $count } arall
report-matrix = Matrics risg: sgôr a band fesul tebygolrwydd ac effaith
report-areas = Meysydd gwasanaeth

## Brawddegau a gynigir

proposal-turned_green = Mae { $name } yn Wyrdd; roedd yn { $was ->
    [red] Goch
   *[amber] Oren
 } yn ei ddatganiad blaenorol.
proposal-won_back = Mae { $name } yn { $is ->
    [green] Wyrdd
   *[amber] Oren
 } eto, ar ôl { $count ->
    [two] { $count } ddatganiad
   *[other] { $count } datganiad
 } yn olynol yn Goch.
proposal-target_reached = { $name }: mae targed y flwyddyn, sef { $target }, wedi'i gyrraedd eisoes, gyda { $actual }.
proposal-completed_early = Cwblhawyd { $name } cyn ei ddyddiad cwblhau, sef { $due }.
proposal-risk_fallen = { $name }: mae'r risg wedi gostwng o { $from } i { $to }.
proposal-chronic_red = Mae { $name } wedi bod yn Goch am { $count ->
    [two] { $count } ddatganiad
   *[other] { $count } datganiad
 } yn olynol.
proposal-risk_risen = { $name }: mae'r risg wedi codi o { $from } i { $to }.
