# Words of the pictures in English. chart_cy.ftl has the same keys, with the same variables.

chart-title-overall = Status of actions and measures
chart-title-actions = Status of actions by objective
chart-title-measures = Status of measures by objective
chart-title-trend = { $measure }: the last quarters
chart-title-corporate-risks = Corporate risks by likelihood and impact
chart-title-service-risks = Service risks by likelihood and impact
chart-title-timeline = { $objective }: actions against their due dates
chart-none = There is nothing to show.
chart-total = Total
chart-counts = { $label }: { $green } Green, { $amber } Amber, { $red } Red, { $none } not applicable; { $total } in all.
chart-counts-none = { $label }: none.
chart-part = { $label } { $figure }
chart-quarter = Q{ $quarter }
chart-missing = no figure
chart-against = { $period } { $actual } against { $target }
chart-steady = The target is { $target } throughout.
chart-band = The band is { $band }.
chart-target = Target { $target }
chart-likelihood = Likelihood
chart-impact = Impact
chart-risks = { $count ->
    [one] 1 risk is shown.
   *[other] { $count } risks are shown.
 }
chart-cell = Likelihood { $likelihood }, impact { $impact }, score { $score }: { $risks }.
chart-score-alone = { $risk }: score { $score }
chart-placeless = Without a place in the matrix: { $risks }.
chart-unmoved = Where nothing is added to a risk, its score has not moved, and no move is forecast.
chart-more = and { $count } more
chart-more-actions = and { $count } more, all in Appendix 1
chart-timeline = { $count ->
    [one] 1 action, as at { $day }.
   *[other] { $count } actions, as at { $day }.
 }
chart-stage = { $stage }: { $count }
chart-stage-late = Late
chart-stage-due = To be done
chart-stage-done = Done
chart-stage-stopped = Deferred or cancelled
chart-due = { $action }, due on { $day }
chart-period-end = End of the quarter, { $day }
chart-share = Thick: done so far
chart-as-of = As at { $day }
chart-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
 } { $year }
