# Geiriau'r negeseuon e-bost a'r tudalennau yn Gymraeg. Yr un allweddi a'r un newidynnau sydd yn en.ftl.
# $n yw'r rhif fel y caiff ei ysgrifennu; $count (neu $place, ar gyfer safle) yw'r rhif ei hun, ar gyfer ei ffurf luosog (0.5: nid yw'n gyfan).

## Values

date = { $day } { $month ->
    [1] Ionawr
    [2] Chwefror
    [3] Mawrth
    [4] Ebrill
    [5] Mai
    [6] Mehefin
    [7] Gorffennaf
    [8] Awst
    [9] Medi
    [10] Hydref
    [11] Tachwedd
   *[12] Rhagfyr
 } { $year }
period = Ch{ $quarter } { $year }/{ $next }
# Dim ond y geiriau `ask-…` sy'n cael eu cysylltu fel hyn; mae pob un yn dechrau â chytsain, felly `a` ac nid `ac`.
list = { $rest } a { $last }

unit-percent = { $n }%
unit-currency = £{ $n }
unit-days = { $count ->
    [zero] { $n } diwrnod
    [one] { $n } diwrnod
    [two] { $n } ddiwrnod
    [few] { $n } diwrnod
    [many] { $n } diwrnod
   *[other] { $n } diwrnod
 }
unit-seconds = { $count ->
    [zero] { $n } eiliad
    [one] { $n } eiliad
    [two] { $n } eiliad
    [few] { $n } eiliad
    [many] { $n } eiliad
   *[other] { $n } eiliad
 }
unit-years = { $count ->
    [zero] { $n } mlynedd
    [one] { $n } flwyddyn
    [two] { $n } flynedd
    [few] { $n } blynedd
    [4] { $n } blynedd
    [many] { $n } blynedd
   *[other] { $n } mlynedd
 }
unit-points = { $count ->
    [zero] { $n } pwynt canran
    [one] { $n } pwynt canran
    [two] { $n } bwynt canran
    [few] { $n } phwynt canran
    [many] { $n } phwynt canran
   *[other] { $n } pwynt canran
 }
unit-places = { $count ->
    [zero] { $n } safle
    [one] { $n } safle
    [two] { $n } safle
    [few] { $n } safle
    [many] { $n } safle
   *[other] { $n } safle
 }
unit-rate = { $n } fesul { $per }
rank = { $place ->
    [1] { $n }af
    [2] { $n }il
    [3] { $n }ydd
    [4] { $n }ydd
    [5] { $n }ed
    [6] { $n }ed
    [7] { $n }fed
    [8] { $n }fed
    [9] { $n }fed
    [10] { $n }fed
    [11] { $n }eg
    [12] { $n }fed
    [13] { $n }eg
    [14] { $n }eg
    [15] { $n }fed
    [16] { $n }eg
    [17] { $n }eg
    [18] { $n }fed
    [19] { $n }eg
    [20] { $n }fed
    [21] { $n }ain
    [22] { $n }ain
    [23] { $n }ain
    [24] { $n }ain
    [25] { $n }ain
    [26] { $n }ain
    [27] { $n }ain
    [28] { $n }ain
    [29] { $n }ain
    [30] { $n }ain
    [31] { $n }ain
   *[other] safle { $n }
 }

rag-green = Gwyrdd
rag-amber = Oren
rag-red = Coch
rag-n_a = Ddim yn berthnasol
source-reported = yn ôl ei berchennog
source-expected = wedi'i gyfrifo o'r dyddiadau
direction-improved = Wedi gwella
direction-same = Yr un fath
direction-declined = Wedi dirywio
direction-n_a = Ddim yn berthnasol
risk-direction-increasing = Yn cynyddu
risk-direction-same = Yr un fath
risk-direction-decreasing = Yn gostwng
risk-direction-establishing_baseline = Yn sefydlu llinell sylfaen
forecast-up = Disgwylir cynnydd
forecast-same = Disgwylir dim newid
forecast-down = Disgwylir gostyngiad
lifecycle-active = Ar waith
lifecycle-completed = Wedi'i gwblhau
lifecycle-deferred = Wedi'i ohirio
lifecycle-cancelled = Wedi'i ganslo
polarity-higher = Gorau po uchaf
polarity-lower = Gorau po isaf
polarity-band = Gorau o fewn band
polarity-rank = Y safle cyntaf sydd orau
band-low = isel
band-medium_low = canolig/isel
band-medium = canolig
band-medium_high = canolig/uchel
band-high = uchel
score = { $score } ({ $band })
band-between = { $low } i { $high }
band-from = { $low } neu fwy
band-to = { $high } neu lai

## Why

why-overdue = { $days } yn hwyr
why-overdue-due = Roedd i'w gwblhau erbyn { $due }.
why-overdue-first = Y dyddiad gwreiddiol oedd { $original }.
why-overdue-complete = Mae { $percent } wedi'i gwblhau.
why-against = { $actual } yn erbyn targed o { $target }
why-against-short = { $actual }, targed { $target }
why-above = { $actual }, uwchlaw'r terfyn o { $limit }
why-below = { $actual }, islaw'r terfyn o { $limit }
why-gap = Y bwlch yw { $gap }; y goddefiant yw { $tolerance }.
why-gap-just = Mae'r bwlch ychydig dros { $gap }; y goddefiant yw { $tolerance }.
why-zero = Naill ai caiff targed o 0 ei gyrraedd neu ei fethu.
why-rose = Sgôr weddilliol wedi codi o { $previous } i { $score }
why-rose-stated = Sgôr weddilliol { $score }, a nodwyd ei bod yn codi
why-rose-again = Rhagwelir y bydd yn codi eto.
why-forecast = Sgôr weddilliol { $score }, a rhagwelir y bydd yn codi
why-due-in = I'w gwblhau ymhen { $days }
why-due-today = I'w gwblhau heddiw
why-due-on = Mae i'w gwblhau erbyn { $due }.
why-reported-red = Nodwyd yn goch gan y perchennog
why-chronic = Coch { $count } gwaith yn olynol
why-chronic-span = O { $since } hyd at { $period }.
why-unexplained = Coch, a neb wedi rhoi eglurhad
why-return-due = { $return } i'w gyflwyno erbyn { $deadline }
why-return-late = { $return } { $days } yn hwyr
why-return-by = Roedd i'w gyflwyno erbyn { $deadline }.
why-mitigation-overdue = Cam lliniaru hwyr: { $refs }
why-mitigation-closed = Mae pob cam lliniaru wedi cau: { $refs }
why-put-off = Gohiriwyd { $count } gwaith
why-put-off-dates = { $original } oedd y dyddiad gwreiddiol; { $due } yw'r dyddiad bellach.
why-no-further = Dim pellach na chwarter yn ôl
why-no-further-figures = { $previous } wedi'i gwblhau yn { $before }, { $percent } yn { $period }.
return-update = Diweddariad
return-result = Canlyniad
return-assessment = Asesiad

# Yn ôl y rheswm y mae rheol yn ei roi; ei mewnbynnau, wrth eu henwau, yw'r gwerthoedd.
result-not_due_this_quarter = Nid oes canlyniad i'w gyflwyno ar gyfer { $period }.
result-not_reported = Nid oes canlyniad wedi'i gofnodi ar gyfer { $period }.
result-no_target = Y canlyniad yw { $actual }; nid oes targed.
result-met = Mae { $actual } yn cyrraedd y targed o { $target }.
result-inside_band = Mae { $actual } o fewn y band.
travel-not_due_this_quarter = { result-not_due_this_quarter }
travel-not_reported = { result-not_reported }
travel-no_prior_year = Nid oes ffigur blaenorol i'w gymharu ag ef.
travel-no_previous_period = Nid oes ffigur blaenorol i'w gymharu ag ef.
travel-not_comparable = Nodwyd nad oes modd ei gymharu â'r hyn a gofnodwyd o'r blaen.
travel-no_target = Heb derfyn, ni all ei fand ddangos a yw'n well neu'n waeth.
travel-better_than_prior_year = { $actual } nawr, { $prior_actual } yn { $prior_period }: gwell.
travel-better_than_previous_period = { $actual } nawr, { $prior_actual } yn { $prior_period }: gwell.
travel-same_as_prior_year = { $actual } nawr, { $prior_actual } yn { $prior_period }: yr un fath.
travel-same_as_previous_period = { $actual } nawr, { $prior_actual } yn { $prior_period }: yr un fath.
travel-worse_than_prior_year = { $actual } nawr, { $prior_actual } yn { $prior_period }: gwaeth.
travel-worse_than_previous_period = { $actual } nawr, { $prior_actual } yn { $prior_period }: gwaeth.
risk-not_assessed = Nid oes asesiad wedi’i wneud ar gyfer { $period }.
risk-impossible_score = Nid oes tebygolrwydd ac effaith o 1 i 4 sy’n rhoi sgôr o { $residual_score }, felly nid oes band iddo.
risk-in-band = Mae sgôr o { $score } yn y band { $band }.
moved-not_assessed = { risk-not_assessed }
moved-score_increased = Mae'r sgôr yn uwch nag yn yr asesiad blaenorol.
moved-score_unchanged = Mae'r sgôr yr un fath ag yn yr asesiad blaenorol.
moved-score_decreased = Mae'r sgôr yn is nag yn yr asesiad blaenorol.
moved-stated_up = Heb asesiad blaenorol, mae fel y nodwyd: i fyny.
moved-stated_same = Heb asesiad blaenorol, mae fel y nodwyd: yr un fath.
moved-stated_down = Heb asesiad blaenorol, mae fel y nodwyd: i lawr.
moved-no_earlier_assessment = Nid oes asesiad blaenorol i'w gymharu ag ef.
progress-deferred = Mae wedi'i ohirio.
progress-cancelled = Mae wedi'i ganslo.
progress-completed = Mae wedi'i gwblhau.
progress-complete = Mae 100% wedi'i gwblhau.
progress-not_started = Mae'n dechrau ar { $start }.
progress-no_update = Nid oes diweddariad wedi'i gofnodi ar gyfer { $period }.
progress-due_reached = Roedd i'w gwblhau erbyn { $due } ac mae { $percent_complete } wedi'i gwblhau.
progress-nothing_expected_yet = Mae { $percent_complete } wedi'i gwblhau; ni ddisgwylir dim eto.
progress-on_track = Mae { $percent_complete } wedi'i gwblhau; disgwylir { $expected_percent } erbyn { $day }, felly mae ar y trywydd iawn.
progress-slightly_behind = Mae { $percent_complete } wedi'i gwblhau; disgwylir { $expected_percent } erbyn { $day }, felly mae ychydig ar ei hôl hi.
progress-well_behind = Mae { $percent_complete } wedi'i gwblhau; disgwylir { $expected_percent } erbyn { $day }, felly mae ymhell ar ei hôl hi.

## Digest

digest-subject = I'ch sylw: { $what }
digest-subject-new = I'ch sylw: { $what } ({ $new } newydd)
subject-more = { $what }, { $count } arall
digest-heading = { $count ->
    [zero] Mae angen eich sylw ar { $count } eitem
    [one] Mae angen eich sylw ar 1 eitem
    [two] Mae angen eich sylw ar { $count } eitem
    [few] Mae angen eich sylw ar { $count } eitem
    [many] Mae angen eich sylw ar { $count } eitem
   *[other] Mae angen eich sylw ar { $count } eitem
 }
digest-heading-held = { $count ->
    [zero] Mae { $count } eitem yn cael sylw
    [one] Mae { $count } eitem yn cael sylw
    [two] Mae { $count } eitem yn cael sylw
    [few] Mae { $count } eitem yn cael sylw
    [many] Mae { $count } eitem yn cael sylw
   *[other] Mae { $count } eitem yn cael sylw
 }
digest-heading-none = Does dim angen eich sylw nawr
digest-greeting = Annwyl { $name }
digest-ask = Os gwelwch yn dda, { $what }.
digest-ask-held = Does dim i chi ei wneud nawr: mae'r hyn sydd isod yn cael sylw, neu wedi'i ddatrys.
digest-ask-escalated = Gwnewch yn siŵr, gyda'u perchnogion, fod yr eitemau a uwchgyfeiriwyd atoch yn cael sylw.
digest-ask-unowned = Rhowch berchennog i'r eitemau sydd heb un.
digest-ask-none = Does dim i chi ei wneud: mae'r eitemau isod wedi'u datrys.
ask-action_overdue = diweddarwch { group-action_overdue }
ask-measure_red = rhowch eglurhad am { group-measure_red }
ask-risk_rising = nodwch beth sy'n cael ei wneud am { group-risk_rising }
ask-return_missing = danfonwch { group-return_missing }
ask-action_red = nodwch sut y byddwch yn cywiro { group-action_red }
ask-chronic_red = rhowch sylw o'r newydd i { group-chronic_red }
ask-explanation_missing = rhowch eglurhad ar gyfer { group-explanation_missing }
ask-unmitigated_rise = dewch i benderfyniad am { group-unmitigated_rise }
ask-return_due = danfonwch { group-return_due }
ask-action_due_soon = gorffennwch { group-action_due_soon }
ask-quiet_slip = nodwch sut mae pethau gyda { group-quiet_slip }
group-action_overdue = { $count ->
    [zero] { $count } cam gweithredu hwyr
    [one] { $count } cam gweithredu hwyr
    [two] { $count } gam gweithredu hwyr
    [few] { $count } cham gweithredu hwyr
    [many] { $count } cham gweithredu hwyr
   *[other] { $count } cam gweithredu hwyr
 }
group-measure_red = { $count ->
    [zero] { $count } mesur coch
    [one] { $count } mesur coch
    [two] { $count } fesur coch
    [few] { $count } mesur coch
    [many] { $count } mesur coch
   *[other] { $count } mesur coch
 }
group-risk_rising = { $count ->
    [zero] { $count } risg sy'n codi
    [one] { $count } risg sy'n codi
    [two] { $count } risg sy'n codi
    [few] { $count } risg sy'n codi
    [many] { $count } risg sy'n codi
   *[other] { $count } risg sy'n codi
 }
group-return_missing = { $count ->
    [zero] { $count } datganiad ar goll
    [one] { $count } datganiad ar goll
    [two] { $count } ddatganiad ar goll
    [few] { $count } datganiad ar goll
    [many] { $count } datganiad ar goll
   *[other] { $count } datganiad ar goll
 }
group-action_red = { $count ->
    [zero] { $count } cam gweithredu coch
    [one] { $count } cam gweithredu coch
    [two] { $count } gam gweithredu coch
    [few] { $count } cham gweithredu coch
    [many] { $count } cham gweithredu coch
   *[other] { $count } cam gweithredu coch
 }
group-chronic_red = { $count ->
    [zero] { $count } eitem goch ers tro
    [one] { $count } eitem goch ers tro
    [two] { $count } eitem goch ers tro
    [few] { $count } eitem goch ers tro
    [many] { $count } eitem goch ers tro
   *[other] { $count } eitem goch ers tro
 }
group-explanation_missing = { $count ->
    [zero] { $count } mesur coch heb eglurhad
    [one] { $count } mesur coch heb eglurhad
    [two] { $count } fesur coch heb eglurhad
    [few] { $count } mesur coch heb eglurhad
    [many] { $count } mesur coch heb eglurhad
   *[other] { $count } mesur coch heb eglurhad
 }
group-unmitigated_rise = { $count ->
    [zero] { $count } risg sy'n codi heb liniaru effeithiol
    [one] { $count } risg sy'n codi heb liniaru effeithiol
    [two] { $count } risg sy'n codi heb liniaru effeithiol
    [few] { $count } risg sy'n codi heb liniaru effeithiol
    [many] { $count } risg sy'n codi heb liniaru effeithiol
   *[other] { $count } risg sy'n codi heb liniaru effeithiol
 }
group-return_due = { $count ->
    [zero] { $count } datganiad i'w cyflwyno
    [one] { $count } datganiad i'w gyflwyno
    [two] { $count } ddatganiad i'w cyflwyno
    [few] { $count } datganiad i'w cyflwyno
    [many] { $count } datganiad i'w cyflwyno
   *[other] { $count } datganiad i'w cyflwyno
 }
group-action_due_soon = { $count ->
    [zero] { $count } cam gweithredu i'w cwblhau cyn hir
    [one] { $count } cam gweithredu i'w gwblhau cyn hir
    [two] { $count } gam gweithredu i'w cwblhau cyn hir
    [few] { $count } cham gweithredu i'w cwblhau cyn hir
    [many] { $count } cham gweithredu i'w cwblhau cyn hir
   *[other] { $count } cam gweithredu i'w cwblhau cyn hir
 }
group-quiet_slip = { $count ->
    [zero] { $count } cam gweithredu nad ydynt yn symud
    [one] { $count } cam gweithredu nad yw'n symud
    [two] { $count } gam gweithredu nad ydynt yn symud
    [few] { $count } cham gweithredu nad ydynt yn symud
    [many] { $count } cham gweithredu nad ydynt yn symud
   *[other] { $count } cam gweithredu nad ydynt yn symud
 }
state-new = Newydd
state-open = Yn dal ar agor
state-resolved = Wedi'u datrys
preview-new = { $count } newydd
preview-open = { $count } yn dal ar agor
preview-resolved = { $count } wedi'u datrys
resolved-action_overdue = Nid yw'n hwyr mwyach
resolved-return_missing = Datganiad wedi dod i law, neu nid oes ei angen mwyach
resolved-action_red = Nid yw'n goch mwyach
resolved-measure_red = Nid yw'n goch mwyach
resolved-chronic_red = Nid yw'n goch ers tro mwyach
resolved-explanation_missing = Nid yw heb eglurhad mwyach
resolved-unmitigated_rise = Nid yw'n codi heb liniaru mwyach
resolved-return_due = Datganiad wedi dod i law, neu nid oes ei angen mwyach
resolved-action_due_soon = Nid oes angen ei gwblhau cyn hir mwyach
resolved-quiet_slip = Yn symud eto
resolved-risk_rising = Nid yw'n codi mwyach
since = ers { $date }
since-resolved = codwyd ar { $date }
owned-by = Eitemau { $owner }
owned-by-note = Eitemau { $owner } yw'r rhain, ac maent wedi'u trosglwyddo i chi.
owned-by-nobody = Eitemau heb berchennog
owned-by-nobody-note = Nid oes perchennog wedi'i gofnodi ar gyfer y rhain, felly maent wedi dod atoch chi.
owned-in-hand-note = Eitemau { $owner } yw'r rhain, ac mae'r hyn sy'n cael ei wneud wedi'i nodi am bob un. Rydych yn eu gweld fel rheolwr.
owned-escalated = Wedi'u huwchgyfeirio: eitemau { $owner }
owned-escalated-note = Eitemau { $owner } yw'r rhain. Maent wedi bod ar agor ers tro, felly maent wedi dod atoch chi fel rheolwr.
hold-acknowledged = Cydnabuwyd tan { $until }
hold-acknowledged-by = Cydnabuwyd gan { $by } tan { $until }
hold-snoozed = Gohiriwyd tan { $until }
hold-snoozed-by = Gohiriwyd gan { $by } tan { $until }
hold-reason = { $hold }: “{ $reason }”
escalated-own = Uwchgyfeiriwyd at eich rheolwr ar { $date }.
escalated-to-reader = Uwchgyfeiriwyd atoch chi ar { $date }.
escalated-other = Uwchgyfeiriwyd at reolwr y perchennog ar { $date }.
trend = { $count ->
    [zero] Y { $count } canlyniad diwethaf
    [one] Y canlyniad diwethaf
    [two] Y { $count } ganlyniad diwethaf
    [few] Y { $count } chanlyniad diwethaf
    [many] Y { $count } chanlyniad diwethaf
   *[other] Y { $count } canlyniad diwethaf
 }
returns-by = { group-return_due } erbyn { $deadline }
returns-lead = { $count ->
    [zero] Mae'r { $count } datganiad hyn ar gyfer { $period } i'w cyflwyno erbyn { $deadline }.
    [one] Mae'r datganiad hwn ar gyfer { $period } i'w gyflwyno erbyn { $deadline }.
    [two] Mae'r { $count } ddatganiad hyn ar gyfer { $period } i'w cyflwyno erbyn { $deadline }.
    [few] Mae'r { $count } datganiad hyn ar gyfer { $period } i'w cyflwyno erbyn { $deadline }.
    [many] Mae'r { $count } datganiad hyn ar gyfer { $period } i'w cyflwyno erbyn { $deadline }.
   *[other] Mae'r { $count } datganiad hyn ar gyfer { $period } i'w cyflwyno erbyn { $deadline }.
 }
open-item = Agor { $reference }
digest-shortened = Mae'r rhestr yn hir, felly nid yw'r manylion yma. Mae pob dolen yn agor yr eitem yn llawn.
digest-items = { $count ->
    [zero] { $count } eitem
    [one] { $count } eitem
    [two] { $count } eitem
    [few] { $count } eitem
    [many] { $count } eitem
   *[other] { $count } eitem
 }
digest-more = { $count ->
    [zero] Nid yw { $count } eitem arall wedi'u rhestru yma, o ddiffyg lle. Ysgrifennwch i'r cyfeiriad isod i gael y rhestr lawn.
    [one] Nid yw un eitem arall wedi'i rhestru yma, o ddiffyg lle. Ysgrifennwch i'r cyfeiriad isod i gael y rhestr lawn.
    [two] Nid yw { $count } eitem arall wedi'u rhestru yma, o ddiffyg lle. Ysgrifennwch i'r cyfeiriad isod i gael y rhestr lawn.
    [few] Nid yw { $count } eitem arall wedi'u rhestru yma, o ddiffyg lle. Ysgrifennwch i'r cyfeiriad isod i gael y rhestr lawn.
    [many] Nid yw { $count } eitem arall wedi'u rhestru yma, o ddiffyg lle. Ysgrifennwch i'r cyfeiriad isod i gael y rhestr lawn.
   *[other] Nid yw { $count } eitem arall wedi'u rhestru yma, o ddiffyg lle. Ysgrifennwch i'r cyfeiriad isod i gael y rhestr lawn.
 }
digest-why = Rydych yn cael y neges hon am mai chi sy'n berchen ar yr eitemau hyn, neu am eu bod wedi'u trosglwyddo i chi.
digest-links = Mae'r dolenni'n agor heb fewngofnodi. Mae agor dolen yn dangos yr eitem ac nid yw'n newid dim.
digest-contact = Cwestiwn, neu eitem nad yw'n eiddo i chi? Ysgrifennwch at
digest-automatic = Anfonwyd yn awtomatig gan Plumbline, gwasanaeth perfformiad { $organisation }.
digest-unsubscribe = Peidio â chael negeseuon o'r math hwn
digest-preferences = Dewis pa mor aml y daw nodiadau atgoffa dewisol
digest-below = Mae'r neges hon hefyd yn Gymraeg isod.

## Summary

summary-subject = Datganiadau { $period }: mae { $given } o { $due } wedi dod i law
summary-heading = Datganiadau { $period }
summary-lead = { $missing ->
    [0] Mae pob datganiad wedi dod i law: { $given } o { $due }.
   *[other] Datganiadau sydd wedi dod i law: { $given } o { $due }. Ar goll: { $missing }.
 }
summary-deadline = { $deadline } oedd y dyddiad cau.
summary-due = I'w cyflwyno
summary-given = Wedi dod i law
summary-missing = Ar goll
summary-no-area = Dim maes gwasanaeth
summary-concerns = Coch ac yn codi
summary-why = Rydych yn cael y neges hon am eich bod yn aelod o'r tîm perfformiad, neu'n gyfarwyddwr.

## Pages

kind-action = Cam gweithredu
kind-indicator = Mesur
kind-risk = Risg
alert-action_overdue = Hwyr
alert-return_missing = Datganiad ar goll
alert-action_red = Coch
alert-measure_red = Coch
alert-chronic_red = Coch ers tro
alert-explanation_missing = Heb eglurhad
alert-unmitigated_rise = Yn codi heb liniaru effeithiol
alert-return_due = Datganiad i'w gyflwyno
alert-action_due_soon = I'w gwblhau cyn hir
alert-quiet_slip = Ddim yn symud
alert-risk_rising = Yn codi
label-owner = Perchennog
label-service_area = Maes gwasanaeth
label-period = Cyfnod
label-start = Dechrau
label-lifecycle = Cyfnod ei oes
label-better = Beth sy'n well
label-due = I'w gwblhau
label-original_due = Dyddiad gwreiddiol
label-complete = Wedi'i gwblhau
label-expected = Cynnydd disgwyliedig
label-basis = Ffigurau
label-actual = Gwirioneddol
label-target = Targed
label-target_band = Band targed
label-prior = O'i gymharu â
label-direction = Cyfeiriad
label-residual = Sgôr weddilliol
label-inherent = Sgôr gynhenid
label-forecast = Rhagolwg
page-status = Statws
page-figures = Ffigurau
page-by-dates = Yn ôl ei ddyddiadau: { $why }
basis-cumulative = am y flwyddyn hyd yma, nid am y chwarter yn unig
hint-cumulative = Y ffigur am y flwyddyn hyd yma, nid am y chwarter yn unig.
page-alerts = Rhybuddion agored
page-no-alerts = Does dim rhybudd agored ar yr eitem hon.
page-commentary = Sylwebaeth
page-shows = Mae'r dudalen hon yn dangos yr eitem fel yr oedd ar { $date }. Nid yw ei hagor yn newid dim.
page-contact = Cwestiynau? Ysgrifennwch at
page-language = Cymraeg
act-update = Cyflwyno'r diweddariad ar gyfer { $period }
act-update-button = Cyflwyno'r diweddariad
act-result = Cyflwyno'r canlyniad ar gyfer { $period }
act-result-button = Cyflwyno'r canlyniad
act-assessment = Cyflwyno'r asesiad ar gyfer { $period }
act-assessment-button = Cyflwyno'r asesiad
act-acknowledge = Dweud beth sy'n cael ei wneud
act-acknowledge-button = Peidio ag atgoffa tan hynny
act-snooze = Gohirio'r nodyn atgoffa
act-snooze-button = Gohirio
act-wake = Cael eich atgoffa eto
act-wake-button = Atgoffa fel arfer
act-first = Does dim wedi'i gofnodi ar gyfer y chwarter hwn eto.
act-again = Dyma'r hyn sydd wedi'i gofnodi. Bydd yr hyn a anfonwch yn cymryd ei le; cedwir y fersiwn gynharach.
act-alerts = Pa rybuddion?
done-update = Mae'r diweddariad wedi'i gofnodi.
done-result = Mae'r canlyniad wedi'i gofnodi.
done-assessment = Mae'r asesiad wedi'i gofnodi.
done-acknowledge = Wedi'i nodi. Ni chewch eich atgoffa tan y diwrnod hwnnw; gall eich rheolwr weld pam.
done-snooze = Mae'r nodyn atgoffa wedi'i ohirio.
done-wake = Cewch eich atgoffa fel arfer.
remark-title = Mae rhywbeth o'i le
remark-wrong = Nid yw wedi'i gofnodi. Cywirwch hyn, os gwelwch yn dda:
remark-stale = Nid yw wedi'i gofnodi: mae rhywun arall wedi cyflwyno rhywbeth yn y cyfamser. Mae eich geiriau wedi'u cadw isod, wrth ochr yr hyn sydd wedi'i gofnodi nawr. Anfonwch nhw eto iddyn nhw gymryd ei le.
remark-closed = Mae { $period } wedi'i gymeradwyo'n derfynol, felly ni ellir cyflwyno dim ar ei gyfer yma. Os oes rhaid newid rhywbeth, ysgrifennwch at y cyfeiriad isod.
remark-resolved = Mae'r rhybudd wedi'i ddatrys yn y cyfamser: does dim ar ôl i'w wneud.
remark-archived = Mae'r eitem hon wedi'i harchifo: nid oes gwaith yn cael ei wneud arni mwyach, ac ni ellir cofnodi dim yma. Os nad yw hynny'n iawn, ysgrifennwch i'r cyfeiriad isod.
remark-unowned = Nid oes perchennog gan yr eitem hon, felly ni all neb weithredu arni o'r fan hon. Unwaith y bydd perchennog iddi yn Plumbline, caiff hwnnw wybod beth sydd i'w wneud.
remark-not_yours = Gallwch ddarllen hwn yma. I weithredu arno, rhaid mai chi yw'r perchennog neu'r dirprwy.
field-percent_complete = Canran wedi'i chwblhau
field-reported_rag = Sut mae'n mynd
field-commentary = Sylwebaeth yn Saesneg
field-commentary_cy = Sylwebaeth yn Gymraeg
field-revised_due_date = Dyddiad cwblhau newydd
field-revision_reason = Pam mae'r dyddiad yn symud
field-actual = Canlyniad
field-target = Targed
field-provisional = Dros dro: gall y ffigur newid o hyd
field-inherent_likelihood = Tebygolrwydd heb reolaethau
field-inherent_impact = Effaith heb reolaethau
field-residual_likelihood = Tebygolrwydd nawr
field-residual_impact = Effaith nawr
field-forecast = I ble mae'n mynd
field-acknowledge-reason = Beth sy'n cael ei wneud
field-reason = Rheswm yn Saesneg
field-reason_cy = Rheswm yn Gymraeg
field-until = Tan
field-none = Heb ei nodi
field-yes = Ie
field-no = Na
field-nothing = Dim
field-recorded = Wedi'i gofnodi nawr:
hint-percent_complete = Rhif o 0 i 100.
hint-commentary = Os yw'n Goch, dywedwch pam, a beth sy'n cael ei wneud yn ei gylch.
hint-revised_due_date = Dim ond os cytunwyd ar ddyddiad newydd.
hint-actual = Rhif gyda dot ar gyfer degolion a heb atalnodau, megis 1234.5.
hint-target = Y targed ar gyfer y chwarter hwn, fel rhif.
hint-days = Diwrnod o { $first } i { $last }.
likelihood-1 = 1 – annhebygol iawn
likelihood-2 = 2 – posibl
likelihood-3 = 3 – tebygol
likelihood-4 = 4 – bron yn sicr
impact-1 = 1 – isel
impact-2 = 2 – canolig
impact-3 = 3 – uchel
impact-4 = 4 – trychinebus
fault-missing_field = Rhaid llenwi hwn.
fault-invalid_value = Ni ellir darllen hwn. Gwiriwch ef, os gwelwch yn dda.
fault-invalid_text = Ysgrifennwch hyd at 20,000 o nodau o destun plaen.
fault-inconsistent = Nid yw hwn yn cyd-fynd â gweddill y ffurflen.
fault-out_of_range = Mae hwn yn rhy fach neu'n rhy fawr.
fault-period_not_begun = Nid yw'r chwarter wedi dechrau eto.
fault-percent_complete-out_of_range = Ysgrifennwch rif o 0 i 100.
fault-percent_complete-missing_field = Ysgrifennwch pa mor bell y mae, o 0 i 100.
fault-percent_complete-invalid_value = Ysgrifennwch rif o 0 i 100, megis 45.
fault-actual-missing_field = Nodwch y ffigur ar gyfer y chwarter.
fault-actual-invalid_value = Ysgrifennwch rif gyda dot ar gyfer degolion a heb atalnodau, megis 1234.5: chwe lle degol ar y mwyaf, a dim mwy na deuddeg digid o'u blaen.
fault-target-invalid_value = Ysgrifennwch rif gyda dot ar gyfer degolion a heb atalnodau, megis 1234.5: chwe lle degol ar y mwyaf, a dim mwy na deuddeg digid o'u blaen.
fault-commentary-explanation_needed = Mae'n Goch: dywedwch pam, a beth sy'n cael ei wneud yn ei gylch.
fault-revision_reason-inconsistent = Dywedwch pam mae'r dyddiad yn symud.
fault-revised_due_date-inconsistent = Rhowch y dyddiad newydd ynghyd â'r rheswm.
fault-revised_due_date-invalid_value = Ysgrifennwch ddiwrnod megis 2018-03-31.
fault-reason-invalid_text = Dywedwch beth sy'n cael ei wneud, mewn hyd at 2,000 o nodau.
fault-residual_score-missing_field = Dewiswch y tebygolrwydd a'r effaith.
fault-residual_likelihood-inconsistent = Dewiswch y tebygolrwydd a'r effaith.
fault-residual_impact-inconsistent = Dewiswch y tebygolrwydd a'r effaith.
fault-inherent_likelihood-inconsistent = Dewiswch y tebygolrwydd a'r effaith, neu'r naill na'r llall.
fault-inherent_impact-inconsistent = Dewiswch y tebygolrwydd a'r effaith, neu'r naill na'r llall.
fault-residual_score-inconsistent = Ni all y sgôr nawr fod yn uwch na'r sgôr heb reolaethau.
fault-alert-missing_field = Dewiswch o leiaf un rhybudd.
fault-days = Dewiswch ddiwrnod o { $first } i { $last }.
mails-title = Pa nodiadau atgoffa a gewch
mails-lead = Mae'r nodiadau atgoffa hyn i { $name } yn ddewisol:
mails-now-daily = Maen nhw'n dod ar unrhyw ddiwrnod gwaith.
mails-now-weekly = Maen nhw'n dod unwaith yr wythnos. Diwrnod: { $day }.
mails-now-off = Maen nhw wedi'u diffodd.
mails-duties = Mae nodiadau atgoffa am ddyletswyddau, megis datganiadau sy'n ddyledus a chamau gweithredu hwyr, yn dod bob amser. Os dylai rhywun arall ddelio â nhw, gofynnwch am enwi dirprwy.
mails-done = Mae eich dewis wedi'i gofnodi.
mails-stop = Rhoi'r gorau i'r rhain
mails-other = Dewiswch pa mor aml
mails-again = Eu cael eto
mails-way-daily = Ar unrhyw ddiwrnod gwaith
mails-way-weekly = Unwaith yr wythnos
mails-way-off = Ddim o gwbl
mails-day = Diwrnod, os unwaith yr wythnos
mails-save = Cadw
workday-monday = Dydd Llun
workday-tuesday = Dydd Mawrth
workday-wednesday = Dydd Mercher
workday-thursday = Dydd Iau
workday-friday = Dydd Gwener
unavailable-title = Ni ellir dangos y dudalen hon ar hyn o bryd
unavailable-text = Os ydych newydd anfon ffurflen, efallai na chafodd ei chofnodi: agorwch y ddolen eto ymhen ychydig funudau i weld.
unavailable-next = Os bydd hyn yn parhau, ysgrifennwch at
expired-title = Mae'r ddolen hon wedi dod i ben
expired-text = Am gyfnod penodol y mae'r dolenni yn ein negeseuon yn gweithio, er mwyn cadw'r eitemau'n ddiogel.
expired-next = Mae dolenni newydd yn eich neges ddiweddaraf. Os oes angen un arnoch nawr, ysgrifennwch at
left-title = Nid yw'r eitem hon gyda chi mwyach
left-text = Rydym wedi cofnodi eich bod wedi gadael, felly mae rhywun arall yn gofalu am eich eitemau nawr. Diolch am bopeth a wnaethoch.
left-next = Nid oes dim i chi ei wneud. Os mai camgymeriad yw hyn, ysgrifennwch at
unknown-title = Ni allwn ddod o hyd i'r dudalen hon
unknown-text = Efallai nad yw'r ddolen yn gyflawn, neu nad yw'r eitem yno mwyach.
unknown-next = Copïwch y ddolen gyfan o'r neges a rhowch gynnig arall arni. Os nad yw hynny'n helpu, ysgrifennwch at
shelf-title = Adroddiadau perfformiad a gyhoeddwyd
shelf-lead = Mae pob un fel yr oedd pan gymeradwywyd ei chwarter yn derfynol.
shelf-empty = Nid oes adroddiad wedi'i gyhoeddi ar hyn o bryd.
shelf-earlier = Adroddiadau cynharach
shelf-html = Darllen yr adroddiad
shelf-pdf = PDF, i'w argraffu
shelf-docx = Word
shelf-xlsx = Llyfr gwaith Excel o'i dablau
shelf-csv-zip = Data agored: tablau CSV
shelf-json = Data agored: JSON
shelf-sha256 = Symiau gwirio'r ffeiliau hyn (SHA-256)
unpublished-title = Nid yw'r adroddiad hwn wedi'i gyhoeddi
unpublished-text = Efallai nad yw wedi'i gymeradwyo'n derfynol eto, neu ei fod wedi'i dynnu'n ôl.
unpublished-next = Cwestiynau? Ysgrifennwch at
calendar-due = I'w gwblhau: { $item }
calendar-returns = { $count ->
    [zero] { $count } datganiad i'w cyflwyno
    [one] { $count } datganiad i'w gyflwyno
    [two] { $count } ddatganiad i'w cyflwyno
    [few] { $count } datganiad i'w cyflwyno
    [many] { $count } datganiad i'w cyflwyno
   *[other] { $count } datganiad i'w cyflwyno
 }
calendar-returns-for = { $returns } ar gyfer { $period }
calendar-more = a { $count } arall
