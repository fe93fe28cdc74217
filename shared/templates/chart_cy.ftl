# Geiriau'r lluniau yn Gymraeg. Yr un allweddi a'r un newidynnau sydd yn chart_en.ftl.

chart-title-overall = Statws camau gweithredu a mesurau
chart-title-actions = Statws camau gweithredu fesul amcan
chart-title-measures = Statws mesurau fesul amcan
chart-title-trend = { $measure }: y chwarteri diwethaf
chart-title-corporate-risks = Risgiau corfforaethol fesul tebygolrwydd ac effaith
chart-title-service-risks = Risgiau gwasanaethau fesul tebygolrwydd ac effaith
chart-title-timeline = { $objective }: camau gweithredu yn erbyn eu dyddiadau cwblhau
chart-none = Does dim i'w ddangos.
chart-total = Cyfanswm
chart-counts = { $label }: Gwyrdd { $green }, Oren { $amber }, Coch { $red }, ddim yn berthnasol { $none }; cyfanswm { $total }.
chart-counts-none = { $label }: dim un.
chart-part = { $label } { $figure }
chart-quarter = Ch{ $quarter }
chart-missing = dim ffigur
chart-against = { $period } { $actual } yn erbyn { $target }
chart-steady = Y targed drwyddi draw yw { $target }.
chart-band = Y band yw { $band }.
chart-target = Targed { $target }
chart-likelihood = Tebygolrwydd
chart-impact = Effaith
chart-risks = { $count ->
    [zero] Dangosir { $count } risg.
    [one] Dangosir 1 risg.
    [two] Dangosir { $count } risg.
    [few] Dangosir { $count } risg.
    [many] Dangosir { $count } risg.
   *[other] Dangosir { $count } risg.
 }
chart-cell = Tebygolrwydd { $likelihood }, effaith { $impact }, sgôr { $score }: { $risks }.
chart-score-alone = { $risk }: sgôr { $score }
chart-placeless = Heb le yn y matrics: { $risks }.
chart-unmoved = Lle nad oes dim wedi'i ychwanegu at risg, nid yw ei sgôr wedi newid, ac ni ragwelir newid.
chart-more = a { $count } arall
chart-more-actions = a { $count } arall, pob un yn Atodiad 1
chart-timeline = { $count ->
    [zero] { $count } cam gweithredu, fel yr oeddent ar { $day }.
    [one] 1 cam gweithredu, fel yr oedd ar { $day }.
    [two] { $count } gam gweithredu, fel yr oeddent ar { $day }.
    [few] { $count } cham gweithredu, fel yr oeddent ar { $day }.
    [many] { $count } cham gweithredu, fel yr oeddent ar { $day }.
   *[other] { $count } cam gweithredu, fel yr oeddent ar { $day }.
 }
chart-stage = { $stage }: { $count }
chart-stage-late = Hwyr
chart-stage-due = I'w gwblhau
chart-stage-done = Wedi'i gwblhau
chart-stage-stopped = Wedi'i ohirio neu ei ganslo
chart-due = { $action }, i'w gwblhau erbyn { $day }
chart-period-end = Diwedd y chwarter, { $day }
chart-share = Trwchus: wedi'i wneud hyd yn hyn
chart-as-of = Fel yr oedd ar { $day }
chart-month = { $month ->
    [1] Ion
    [2] Chwef
    [3] Maw
    [4] Ebr
    [5] Mai
    [6] Meh
    [7] Gorff
    [8] Awst
    [9] Medi
    [10] Hyd
    [11] Tach
   *[12] Rhag
 } { $year }
