# Words of the quarterly report in English. report_cy.ftl has the same keys, with the same variables.

report-title = Quarterly performance report
report-page = Page { $page } of { $last }
report-council = The whole council
report-day = As at { $day }
report-made = Made on { $day } from the record.
report-state-open = Draft: the quarter is still open
report-state-in_review = Draft: the quarter is in review
report-state-closed = The quarter is signed off
report-overall = Overall status
report-overall-actions = Actions
report-overall-measures = Measures
report-overall-whole = Overall
report-contents = Contents
report-position_statement = Position statement
report-position = Position statement
report-snapshot = Performance snapshot
report-objectives = Objectives and themes
report-exceptions = Exceptions
report-achievements = Achievements
report-challenges = Challenges
report-resources = Managing our resources
report-people = People
report-financial = Financial
report-assets = Assets
report-ict = ICT
report-customer = Customer
report-risk = Risk
report-corporate-risks = Corporate risks
report-service-risks = Service risks
report-glossary = Glossary and method
report-appendix-actions = Appendix 1: Service actions
report-appendix-measures = Appendix 2: Performance measures
report-appendix-additional = Appendix 3: Additional measures
report-actions-by-objective = Actions by objective
report-whole-by-objective = Overall status by objective
report-measures-by-objective = Measures by objective
report-red-actions = Red actions
report-red-measures = Red measures
report-no-red-actions = No action is Red.
report-no-red-measures = No measure is Red.
report-nothing = Nothing is recorded here for this quarter.
report-total = Total
report-unassigned = Linked to no objective
report-unassigned-action = Linked to no corporate action
report-itself = { $name }: directly
report-corporate-actions = Corporate actions
report-column-objective = Objective
report-column-total = Total
report-column-in = Figures in
report-column-corporate-action = Corporate action
report-column-year = Target year
report-column-actions = Service actions
report-column-note = Note
report-column-action = Service action
report-column-due = Due
report-column-complete = Complete
report-column-status = Status
report-column-direction = Direction of travel
report-column-commentary = Progress and outcomes
report-column-measure = Measure
report-column-last-year = Last year
report-column-actual = Actual
report-column-target = Target
report-column-risk = Risk
report-column-area = Service area
report-column-likelihood = Likelihood
report-column-impact = Impact
report-column-score = Score and band
report-column-forecast = Forecast
report-column-reason = Reason
report-column-value = Value
report-column-project = Project
report-column-code = Code
report-column-name = Name
report-column-meaning = Meaning
report-column-term = Term
report-revised = Revised; first due on { $due }
report-overdue = Overdue
report-provisional = Provisional
report-unexplained = No explanation was given.
report-challenged = Reported { $reported }; { $expected } is expected from its dates.
report-expected = Worked out from its dates: its owner reported none.
report-judged = Judged { $rag } by an editor, where { $suggested } is suggested: { $reason }
report-mean = The mean is { $mean }, counting Green as 1, Amber as a half and Red as 0. Green is from { $green }, Amber from { $amber }.
report-unrated = Nothing in it has a status.
report-in = { $reported } of { $due }
report-none-due = none due
report-completed = Completed earlier: { $count }
report-cancelled = Cancelled or archived: { $count }
report-to-come = Yet to begin: { $count }
report-year-end = At this rate, { $forecast } at the end of the year.
report-year-end-needed = At this rate, { $forecast } at the end of the year; needed per quarter to reach { $target }: { $needed }.
report-year-end-at-most = At this rate, { $forecast } at the end of the year; at most { $needed } per quarter to stay within { $target }.
report-year-end-missed = At this rate, { $forecast } at the end of the year; the year's target of { $target } is out of reach.
report-numerator = { $numerator } of { $denominator }
report-programme = Programme: { $name }
report-tranche = Tranche { $name }
report-no-programme = Other projects
report-breakdown = { $measure }, by { $dimension }
report-by-service-area = service area
report-by-directorate = directorate
report-category-population = Population indicators
report-category-difference = What difference have we made?
report-category-how_well = How well have we performed?
report-category-how_much = How much? Contextual data
report-project-green = Green
report-project-amber = Amber
report-project-red = Red
report-project-completed = Completed
report-project-none = Not reported
report-directions-note = Direction of travel compares the score with the latest earlier assessment; for a risk, an increase is bad news. The forecast is where its owner expects the score to go.
report-mitigation = What is being done: { $text }

## Sentences

report-measures = { $count ->
    [0] No measure is set here.
    [one] 1 measure is set here.
   *[other] { $count } measures are set here.
 }
report-frequency = Each quarter: { $quarterly }; each year or every other year: { $annual }.
report-all-annual = { $count ->
    [one] It is reported once a year or every other year, and not due this quarter.
   *[other] All are reported once a year or every other year, and none is due this quarter.
 }
report-data = { $reported ->
    [0] { $due ->
        [one] The 1 figure due this quarter is not in.
       *[other] None of the { $due } figures due this quarter is in.
     }
    [one] { $due ->
        [one] The 1 figure due this quarter is in.
       *[other] 1 of the { $due } figures due this quarter is in.
     }
   *[other] { $reported } of the { $due } figures due this quarter are in.
 }
report-rated = { $count ->
    [0] A status applies to none.
    [one] A status applies to 1.
   *[other] A status applies to { $count }.
 }
report-rated-green = { $count ->
    [one] 1 is Green: { $refs }.
   *[other] { $count } are Green: { $refs }.
 }
report-rated-amber = { $count ->
    [one] 1 is Amber: { $refs }.
   *[other] { $count } are Amber: { $refs }.
 }
report-rated-red = { $count ->
    [one] 1 is Red: { $refs }.
   *[other] { $count } are Red: { $refs }.
 }
report-risks = { $count ->
    [0] No risk is on the register.
    [one] 1 risk is on the register.
   *[other] { $count } risks are on the register.
 }
report-risk-lines = { $count ->
    [one] Counted once for each service area that assesses it, that is 1.
   *[other] Counted once for each service area that assesses them, that is { $count }.
 }
report-bands = By band: { $bands }.
report-band = { $count } { $band }
report-without-band = { $count } without a band
report-unassessed = { $count ->
    [one] 1 was not assessed this quarter.
   *[other] { $count } were not assessed this quarter.
 }
report-risen = { $count ->
    [0] None has risen since the assessment before.
    [one] 1 has risen since the assessment before.
   *[other] { $count } have risen since the assessment before.
 }
report-fallen = { $count ->
    [0] None has fallen.
    [one] 1 has fallen.
   *[other] { $count } have fallen.
 }
report-baseline = { $count ->
    [one] 1 has nothing to be compared with yet.
   *[other] { $count } have nothing to be compared with yet.
 }
report-forecast-up = { $count ->
    [0] None is forecast to rise.
    [one] 1 is forecast to rise.
   *[other] { $count } are forecast to rise.
 }
report-forecast-down = { $count ->
    [0] None is forecast to fall.
    [one] 1 is forecast to fall.
   *[other] { $count } are forecast to fall.
 }
report-actions-counted = { $count ->
    [0] No service action counts this quarter.
    [one] 1 service action counts this quarter.
   *[other] { $count } service actions count this quarter.
 }
report-actions-challenged = { $count ->
    [one] The status of 1 is challenged: what was reported differs from what its dates lead one to expect.
   *[other] The status of { $count } is challenged: what was reported differs from what their dates lead one to expect.
 }

## Findings, restatements, drafts

report-draft = Draft: this text is not finished
report-findings = Findings
report-findings-open = Findings that are open
report-findings-accepted = Findings that are let stand
report-restated = Restated since it was reported
report-column-severity = Weight
report-column-about = About
report-column-finding = What was found
report-column-why = Reason
report-column-quarter = Quarter
report-column-changed = What was changed
report-severity-blocking = Blocking
report-severity-warning = Warning
report-severity-note = Note
report-about-action = Action
report-about-indicator = Measure
report-about-risk = Risk
report-about-narrative = Narrative
report-about-project = Project
report-about-breakdown = Breakdown
report-about-judgement = Judgement
report-language-en = English
report-language-cy = Welsh
report-about-period = Quarter
report-about-settings = Settings
report-finding-red_unexplained = Red, and nobody has said why
report-finding-return_missing = A return that is owed is not in
report-finding-completed_incomplete = Completed, and less than 100 % done
report-finding-ratio_differs = A percentage is not what its parts give
report-finding-text_differs = A text states another value than the result
report-finding-impossible_score = A score that cannot be
report-finding-rag_challenged = The reported status is not the expected one
report-finding-stated_rag_differs = The status stated earlier is not the rule's
report-finding-stated_direction_differs = The direction stated earlier is not the rule's
report-finding-stated_band_differs = The band stated earlier is not its score's
report-finding-rise_unmitigated = A rising risk without mitigation
report-finding-target_below_last_year = The target is less ambitious than last year's figure
report-finding-due_before_start = Due before it starts
report-finding-shared_alias = One alias on several measures
report-finding-no_movement = No movement since last quarter
report-finding-commentary_copied = Commentary copied from last quarter
finding-red_unexplained = It is Red, and nobody has said why.
finding-commentary_copied = The { $place } is word for word that of the quarter before.
finding-rag_challenged = It is reported { $rag }, where { $expected_rag } is expected.
finding-completed_incomplete = It is completed, and its latest update says { $percent }.
finding-update_missing = It is due on { $due }, and has no update for { $period }.
finding-update_late = It was due on { $due }, and has no update for { $period }.
finding-result_missing = A result is due for { $period }, and none is in.
finding-assessment_missing = An assessment is due for { $period }, and none is in.
finding-due_before_start = It is due on { $due }, before it starts on { $start }.
finding-due_before_year = It is due on { $due }; no start is recorded, and the year of its first update began on { $start } only.
finding-no_movement = It is { $percent } complete, as it was in { $period }.
finding-ratio_differs = { $numerator } of { $denominator } is { $share }%, and { $actual }% is given.
finding-stated_rag_differs = It was printed { $stated_rag }, and by the rules it is { $rag }.
finding-stated_direction_differs = It was printed “{ $stated_direction }”, and by the rules it is “{ $direction }”.
finding-stated_movement_differs = It was printed “{ $stated_movement }”, and against its latest earlier assessment it is “{ $risk_direction }”.
finding-stated_band_differs = It was printed { $stated_band }, and a score of { $score } is { $band }.
finding-target_below_last_year = Its target is { $target }, and { $reached } was reached in { $period }. { $polarity }.
finding-shared_alias = The alias { $alias } is on { $reference }, and on { $others }.
finding-impossible_score = No likelihood and impact from 1 to 4 give a score of { $score }.
finding-rise_unmitigated = Its score of { $score } is rising, and nothing is recorded that is to bring it down.
finding-text_differs = The { $place } says { $written } of { $reference }, whose result is { $actual }.
finding-moved-up = Up
finding-moved-same = The same
finding-moved-down = Down
finding-place-commentary = commentary
finding-place-commentary_in_Welsh = commentary in Welsh
finding-place-reason = reason
finding-place-reason_in_Welsh = reason in Welsh
finding-place-narrative = narrative
report-field-actual = Actual
report-field-target = Target
report-field-numerator = Numerator
report-field-denominator = Denominator
report-field-provisional = Provisional
report-field-comparable = Comparable
report-field-commentary = Commentary
report-field-commentary_cy = Commentary in Welsh
report-field-percent_complete = Percent complete
report-field-reported_rag = Reported status
report-field-forecast = Forecast
report-field-reason = Reason
report-field-status = Status
report-field-rag = Status
report-field-text = Text
report-field-value = Value
report-field-residual_likelihood = Residual likelihood
report-field-residual_impact = Residual impact
report-field-start_date = Start
report-field-due_date = Due date
report-field-polarity = Which way is better
report-field-tolerance = Tolerance
report-field-tolerance_kind = Kind of tolerance
report-field-green_within = Green within
report-field-frequency = Frequency
report-field-direction_basis = Compared with
report-field-unit = Unit
report-reopened = Opened again, after it had been signed off
report-changed = { $field }: { $from } → { $to }
report-rewritten = { $field }: written anew
report-nothing-there = nothing
report-yes = yes
report-no = no
report-restated-count = { $count ->
    [0] Nothing of the quarter before, nor of this one, was changed after it had been signed off.
    [one] 1 thing was changed after its quarter had been signed off.
   *[other] { $count } things were changed after their quarter had been signed off.
 }
report-blocking = { $count ->
    [0] No blocking finding is open.
    [one] 1 blocking finding is open.
   *[other] { $count } blocking findings are open.
 }
report-warnings = { $count ->
    [0] No warning is open.
    [one] 1 warning is open.
   *[other] { $count } warnings are open.
 }
report-notes = { $count ->
    [0] No note is open.
    [one] 1 note is open.
   *[other] { $count } notes are open.
 }
report-accepted = { $count ->
    [0] None was let stand.
    [one] 1 was let stand, for the reason given.
   *[other] { $count } were let stand, for the reasons given.
 }

## Since last quarter

report-since-last = Since last quarter
report-since-actions = Actions since { $period }: { $better } better, { $worse } worse, { $neither } to or from no status; { $new } new, { $left } left.
report-since-measures = Measures since { $period }: { $better } better, { $worse } worse, { $neither } to or from no status; { $new } new, { $left } left.
report-since-risks = Risks since { $period }: { $better } lower, { $worse } higher; { $new } newly assessed, { $left } left.
report-since-nothing = Nothing has a status in { $period }, so there is nothing to hold this quarter against.
report-since-now = Both quarters are as the record has them now.
report-change-moved = Moved
report-change-new = New
report-change-left = Left
report-column-was = Was
report-column-is = Is
report-column-change = Change
report-better = ↑ better
report-worse = ↓ worse
report-lower = ↓ lower: better
report-higher = ↑ higher: worse
report-neither = neither better nor worse
report-newly = new
report-gone-completed = completed before the year
report-gone-cancelled = cancelled
report-gone-deferred = deferred
report-gone-archived = archived
report-gone-to_come = begins later
report-gone-not_due_this_quarter = not due this quarter
report-gone-not_reported = no figure is in
report-gone-not_assessed = not assessed

## Glossary

report-term-outcome = Outcome
report-meaning-outcome = A state of well-being that the council works towards, or the cross-cutting health of the council itself.
report-term-objective = Objective
report-meaning-objective = What the council sets out to do for an outcome.
report-term-action = Action status
report-meaning-action = Green: completed, or on track to be completed by its due date. Amber: a little behind, and being brought back. Red: slipped with little progress; the reason and the remedy are given. Where its owner reports none, it is worked out from its dates: Green from { $green } of expected progress, Amber from { $amber }.
report-term-measure = Measure status
report-meaning-measure = Green: the target is met. Amber: it is missed by at most { $tolerance }. Red: it is missed by more. A measure may have a tolerance of its own.
report-meaning-measure-within = Green: the target is met, or missed by at most { $within }. Amber: it is missed by at most { $tolerance }. Red: it is missed by more. A measure may have a tolerance of its own.
report-term-direction = Direction of travel
report-meaning-direction-prior_year = Whether a measure is better, the same or worse than in the same quarter of last year. For actions and overall statuses: than in the quarter before.
report-meaning-direction-previous_period = Whether a measure, an action or an overall status is better, the same or worse than in the quarter before.
report-term-overall = Overall status
report-meaning-overall = The mean of statuses, Green counting 1, Amber a half and Red 0; of actions and measures together, the mean of both. Green from { $green }, Amber from { $amber }. An editor may judge otherwise, with a reason.
report-term-inherent = Inherent and residual score
report-meaning-inherent = Likelihood times impact before controls, and with them.
report-term-arrows = Arrows
report-meaning-arrows = ↑ improved, ↔ unchanged, ↓ declined. Of risks: ↑ the score rose, ↔ stayed, ↓ fell since the quarter before; the forecast is where its owner expects it to go.
report-term-not-applicable = Not applicable
report-meaning-not-applicable = No status can be told: no figure or no target is due or in, a figure is not comparable, or an action does not run in the quarter.
report-term-provisional = Provisional
report-meaning-provisional = A figure that may still change.
report-and-more = { $refs } and { $count } more
report-matrix = Risk matrix: score and band by likelihood and impact
report-areas = Service areas

## Proposed sentences

proposal-turned_green = { $name } is Green; it was { $was ->
    [red] Red
   *[amber] Amber
 } in its previous return.
proposal-won_back = { $name } is { $is ->
    [green] Green
   *[amber] Amber
 } again, after { $count } returns running as Red.
proposal-target_reached = { $name }: the year's target of { $target } is reached already, with { $actual }.
proposal-completed_early = { $name } was completed before it was due, on { $due }.
proposal-risk_fallen = { $name }: the risk has fallen from { $from } to { $to }.
proposal-chronic_red = { $name } has been Red for { $count } returns running.
proposal-risk_risen = { $name }: the risk has risen from { $from } to { $to }.
