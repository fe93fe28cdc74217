# Words of the e-mails and pages in English. cy.ftl has the same keys, with the same variables.
# $n is how a number is written; $count (or, for a rank, $place) is the number itself, for its plural (0.5: not whole).

## Values

date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
period = Q{ $quarter } { $year }/{ $next }
list = { $rest } and { $last }

unit-percent = { $n }%
unit-currency = £{ $n }
unit-days = { $count ->
    [one] { $n } day
   *[other] { $n } days
 }
unit-seconds = { $count ->
    [one] { $n } second
   *[other] { $n } seconds
 }
unit-years = { $count ->
    [one] { $n } year
   *[other] { $n } years
 }
unit-points = { $count ->
    [one] { $n } percentage point
   *[other] { $n } percentage points
 }
unit-places = { $count ->
    [one] { $n } place
   *[other] { $n } places
 }
unit-rate = { $n } per { $per }
rank = { NUMBER($place, type: "ordinal") ->
    [one] { $n }st
    [two] { $n }nd
    [few] { $n }rd
   *[other] { $n }th
 }

rag-green = Green
rag-amber = Amber
rag-red = Red
rag-n_a = Not applicable
source-reported = reported by its owner
source-expected = worked out from its dates
direction-improved = Improved
direction-same = Same
direction-declined = Declined
direction-n_a = Not applicable
risk-direction-increasing = Increasing
risk-direction-same = Same
risk-direction-decreasing = Decreasing
risk-direction-establishing_baseline = Establishing baseline
forecast-up = Expected to rise
forecast-same = Expected to stay the same
forecast-down = Expected to fall
lifecycle-active = Active
lifecycle-completed = Completed
lifecycle-deferred = Deferred
lifecycle-cancelled = Cancelled
polarity-higher = Higher is better
polarity-lower = Lower is better
polarity-band = Best within a band
polarity-rank = First place is best
band-low = low
band-medium_low = medium/low
band-medium = medium
band-medium_high = medium/high
band-high = high
score = { $score } ({ $band })
band-between = { $low } to { $high }
band-from = { $low } or more
band-to = { $high } or less

## Why

why-overdue = { $days } overdue
why-overdue-due = It was due on { $due }.
why-overdue-first = It was first due on { $original }.
why-overdue-complete = It is { $percent } complete.
why-against = { $actual } against a target of { $target }
why-against-short = { $actual }, target { $target }
why-above = { $actual }, above the limit of { $limit }
why-below = { $actual }, below the limit of { $limit }
why-gap = The gap is { $gap }; the tolerance is { $tolerance }.
why-gap-just = The gap is just over { $gap }; the tolerance is { $tolerance }.
why-zero = A target of 0 is either met or missed.
why-rose = Residual score up from { $previous } to { $score }
why-rose-stated = Residual score { $score }, reported as rising
why-rose-again = It is forecast to rise further.
why-forecast = Residual score { $score }, forecast to rise
why-due-in = Due in { $days }
why-due-today = Due today
why-due-on = It is due on { $due }.
why-reported-red = Reported as red by its owner
why-chronic = Red { $count } times running
why-chronic-span = From { $since } to { $period }.
why-unexplained = Red, and nobody has said why
why-return-due = { $return } due by { $deadline }
why-return-late = { $return } { $days } late
why-return-by = It was due by { $deadline }.
why-mitigation-overdue = Mitigating action overdue: { $refs }
why-mitigation-closed = Every mitigating action is closed: { $refs }
why-put-off = Put off { $count } times
why-put-off-dates = It was first due on { $original }, and is due on { $due } now.
why-no-further = No further than a quarter ago
why-no-further-figures = { $previous } complete in { $before }, { $percent } in { $period }.
return-update = Update
return-result = Result
return-assessment = Assessment

# By the reason that a rule gives; the values are its inputs, by name.
result-not_due_this_quarter = No result is due for { $period }.
result-not_reported = No result has been reported for { $period }.
result-no_target = The result is { $actual }; there is no target.
result-met = { $actual } meets the target of { $target }.
result-inside_band = { $actual } is inside its band.
travel-not_due_this_quarter = { result-not_due_this_quarter }
travel-not_reported = { result-not_reported }
travel-no_prior_year = There is no earlier figure to compare it with.
travel-no_previous_period = There is no earlier figure to compare it with.
travel-not_comparable = It is marked as not comparable with what was reported before.
travel-no_target = Without a limit, its band cannot tell better from worse.
travel-better_than_prior_year = { $actual } now, { $prior_actual } in { $prior_period }: better.
travel-better_than_previous_period = { $actual } now, { $prior_actual } in { $prior_period }: better.
travel-same_as_prior_year = { $actual } now, { $prior_actual } in { $prior_period }: the same.
travel-same_as_previous_period = { $actual } now, { $prior_actual } in { $prior_period }: the same.
travel-worse_than_prior_year = { $actual } now, { $prior_actual } in { $prior_period }: worse.
travel-worse_than_previous_period = { $actual } now, { $prior_actual } in { $prior_period }: worse.
risk-not_assessed = No assessment has been made for { $period }.
risk-impossible_score = No likelihood and impact from 1 to 4 give a score of { $residual_score }, so it has no band.
risk-in-band = A score of { $score } is in the { $band } band.
moved-not_assessed = { risk-not_assessed }
moved-score_increased = The score is higher than at the latest earlier assessment.
moved-score_unchanged = The score is the same as at the latest earlier assessment.
moved-score_decreased = The score is lower than at the latest earlier assessment.
moved-stated_up = Without an earlier assessment, it is as stated: up.
moved-stated_same = Without an earlier assessment, it is as stated: the same.
moved-stated_down = Without an earlier assessment, it is as stated: down.
moved-no_earlier_assessment = There is no earlier assessment to compare it with.
progress-deferred = It has been deferred.
progress-cancelled = It has been cancelled.
progress-completed = It has been completed.
progress-complete = It is 100% complete.
progress-not_started = It starts on { $start }.
progress-no_update = No update has been made for { $period }.
progress-due_reached = It was due on { $due } and is { $percent_complete } complete.
progress-nothing_expected_yet = It is { $percent_complete } complete; nothing is expected yet.
progress-on_track = It is { $percent_complete } complete; { $expected_percent } is expected by { $day }, so it is on track.
progress-slightly_behind = It is { $percent_complete } complete; { $expected_percent } is expected by { $day }, so it is a little behind.
progress-well_behind = It is { $percent_complete } complete; { $expected_percent } is expected by { $day }, so it is well behind.

## Digest

digest-subject = For your attention: { $what }
digest-subject-new = For your attention: { $what } ({ $new } new)
subject-more = { $what } and { $count } more
digest-heading = { $count ->
    [one] 1 item needs your attention
   *[other] { $count } items need your attention
 }
digest-heading-held = { $count ->
    [one] 1 item is being dealt with
   *[other] { $count } items are being dealt with
}
digest-heading-none = Nothing needs your attention now
digest-greeting = Dear { $name }
digest-ask = Please { $what }.
digest-ask-held = There is nothing for you to do now: what is below is being dealt with, or has been put right.
digest-ask-escalated = Please see with their owners that the items escalated to you are dealt with.
digest-ask-unowned = Please give the items without an owner to somebody.
digest-ask-none = There is nothing for you to do: the items below have been put right.
ask-action_overdue = bring { group-action_overdue } up to date
ask-measure_red = explain { group-measure_red }
ask-risk_rising = say what is being done about { group-risk_rising }
ask-return_missing = send in { group-return_missing }
ask-action_red = say how { group-action_red } will be put right
ask-chronic_red = look again at { group-chronic_red }
ask-explanation_missing = write why for { group-explanation_missing }
ask-unmitigated_rise = decide what to do about { group-unmitigated_rise }
ask-return_due = send in { group-return_due }
ask-action_due_soon = finish { group-action_due_soon }
ask-quiet_slip = say how things stand with { group-quiet_slip }
group-action_overdue = { $count ->
    [one] { $count } overdue action
   *[other] { $count } overdue actions
 }
group-measure_red = { $count ->
    [one] { $count } red measure
   *[other] { $count } red measures
 }
group-risk_rising = { $count ->
    [one] { $count } rising risk
   *[other] { $count } rising risks
 }
group-return_missing = { $count ->
    [one] { $count } missing return
   *[other] { $count } missing returns
 }
group-action_red = { $count ->
    [one] { $count } red action
   *[other] { $count } red actions
 }
group-chronic_red = { $count ->
    [one] { $count } persistently red item
   *[other] { $count } persistently red items
 }
group-explanation_missing = { $count ->
    [one] { $count } red measure without an explanation
   *[other] { $count } red measures without an explanation
 }
group-unmitigated_rise = { $count ->
    [one] { $count } rising risk without working mitigation
   *[other] { $count } rising risks without working mitigation
 }
group-return_due = { $count ->
    [one] { $count } return due
   *[other] { $count } returns due
 }
group-action_due_soon = { $count ->
    [one] { $count } action due soon
   *[other] { $count } actions due soon
 }
group-quiet_slip = { $count ->
    [one] { $count } action that is not moving
   *[other] { $count } actions that are not moving
 }
state-new = New
state-open = Still open
state-resolved = Put right
preview-new = { $count } new
preview-open = { $count } still open
preview-resolved = { $count } put right
resolved-action_overdue = No longer overdue
resolved-return_missing = Return in, or not needed any more
resolved-action_red = No longer red
resolved-measure_red = No longer red
resolved-chronic_red = No longer persistently red
resolved-explanation_missing = No longer without an explanation
resolved-unmitigated_rise = No longer rising without mitigation
resolved-return_due = Return in, or not needed any more
resolved-action_due_soon = No longer due soon
resolved-quiet_slip = Moving again
resolved-risk_rising = No longer rising
since = since { $date }
since-resolved = raised on { $date }
owned-by = Items of { $owner }
owned-by-note = These belong to { $owner } and have been passed to you.
owned-by-nobody = Items without an owner
owned-by-nobody-note = Nobody is recorded as the owner of these, so they have come to you.
owned-in-hand-note = These belong to { $owner }. What is being done has been said of each; you see them as the manager.
owned-escalated = Escalated: items of { $owner }
owned-escalated-note = These belong to { $owner } and have been open for long, so they have come to you as the manager.
hold-acknowledged = Acknowledged until { $until }
hold-acknowledged-by = Acknowledged by { $by } until { $until }
hold-snoozed = Put off until { $until }
hold-snoozed-by = Put off by { $by } until { $until }
hold-reason = { $hold }: “{ $reason }”
escalated-own = Escalated to your manager on { $date }.
escalated-to-reader = Escalated to you on { $date }.
escalated-other = Escalated to the owner’s manager on { $date }.
trend = { $count ->
    [one] The last result
   *[other] The last { $count } results
 }
returns-by = { group-return_due } by { $deadline }
returns-lead = { $count ->
    [one] This return for { $period } is due by { $deadline }.
   *[other] These { $count } returns for { $period } are due by { $deadline }.
 }
open-item = Open { $reference }
digest-shortened = The list is long, so details are left out here. Each link opens the item in full.
digest-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
 }
digest-more = { $count ->
    [one] One item more is not listed here, for want of room. Write to the address below for the whole list.
   *[other] { $count } items more are not listed here, for want of room. Write to the address below for the whole list.
 }
digest-why = You receive this message because you own these items, or because they have been passed to you.
digest-links = Links open without logging in. Opening one shows the item and changes nothing.
digest-contact = A question, or an item that is not yours? Write to
digest-automatic = Sent automatically by Plumbline, the performance service of { $organisation }.
digest-unsubscribe = Stop messages of this kind
digest-preferences = Choose how often optional reminders come
digest-below = This message is also in English below.

## Summary

summary-subject = Returns for { $period }: { $given } of { $due } are in
summary-heading = Returns for { $period }
summary-lead = { $missing ->
    [0] Every return is in: { $given } of { $due }.
    [one] { $given } of { $due } returns are in; { $missing } is missing.
   *[other] { $given } of { $due } returns are in; { $missing } are missing.
 }
summary-deadline = The deadline was { $deadline }.
summary-due = Due
summary-given = In
summary-missing = Missing
summary-no-area = No service area
summary-concerns = Red and rising
summary-why = You receive this message as a member of the performance team, or as a director.

## Pages

kind-action = Action
kind-indicator = Measure
kind-risk = Risk
alert-action_overdue = Overdue
alert-return_missing = Return missing
alert-action_red = Red
alert-measure_red = Red
alert-chronic_red = Persistently red
alert-explanation_missing = Not explained
alert-unmitigated_rise = Rising without working mitigation
alert-return_due = Return due
alert-action_due_soon = Due soon
alert-quiet_slip = Not moving
alert-risk_rising = Rising
label-owner = Owner
label-service_area = Service area
label-period = Period
label-start = Start
label-lifecycle = Stage
label-better = What is better
label-due = Due
label-original_due = First due
label-complete = Complete
label-expected = Expected progress
label-basis = Figures
label-actual = Actual
label-target = Target
label-target_band = Target band
label-prior = Compared with
label-direction = Direction of travel
label-residual = Residual score
label-inherent = Inherent score
label-forecast = Forecast
page-status = Status
page-figures = Figures
page-by-dates = By its dates: { $why }
basis-cumulative = of the year so far, not of the quarter alone
hint-cumulative = The figure of the year so far, not of the quarter alone.
page-alerts = Open alerts
page-no-alerts = No alert is open on this item.
page-commentary = Commentary
page-shows = This page shows the item as it was on { $date }. Opening it changes nothing.
page-contact = Questions? Write to
page-language = English
act-update = File the update for { $period }
act-update-button = File the update
act-result = File the result for { $period }
act-result-button = File the result
act-assessment = File the assessment for { $period }
act-assessment-button = File the assessment
act-acknowledge = Say what is being done
act-acknowledge-button = Do not remind until then
act-snooze = Put the reminder off
act-snooze-button = Put it off
act-wake = Be reminded again
act-wake-button = Remind as usual
act-first = Nothing is recorded for this quarter yet.
act-again = This is what is recorded. What you send takes its place; the earlier version is kept.
act-alerts = Which alerts?
done-update = The update is recorded.
done-result = The result is recorded.
done-assessment = The assessment is recorded.
done-acknowledge = Noted. You will not be reminded until that day; your manager can see why.
done-snooze = The reminder is put off.
done-wake = You will be reminded as usual.
remark-title = Something is wrong
remark-wrong = It was not recorded. Please put this right:
remark-stale = It was not recorded: somebody else filed something meanwhile. Your words are kept below, beside what is recorded now. Send them again to take its place.
remark-closed = { $period } is signed off, so no return can be filed here. If something must change, write to the address below.
remark-resolved = The alert has been resolved meanwhile: there is nothing left to do.
remark-archived = This item is archived: it is not worked on any more, and nothing can be filed here. If that is wrong, write to the address below.
remark-unowned = Nobody owns this item, so nobody can act on it from here. Once it has an owner in Plumbline, they are told what there is to do.
remark-not_yours = You can read this here. To act on it, you must be its owner or deputy.
field-percent_complete = Percent complete
field-reported_rag = How it is going
field-commentary = Commentary in English
field-commentary_cy = Commentary in Welsh
field-revised_due_date = New due date
field-revision_reason = Why the due date moves
field-actual = Result
field-target = Target
field-provisional = Provisional: the figure may still change
field-inherent_likelihood = Likelihood without controls
field-inherent_impact = Impact without controls
field-residual_likelihood = Likelihood now
field-residual_impact = Impact now
field-forecast = Where it is heading
field-acknowledge-reason = What is being done
field-reason = Reason in English
field-reason_cy = Reason in Welsh
field-until = Until
field-none = Not stated
field-yes = Yes
field-no = No
field-nothing = Nothing
field-recorded = Recorded now:
hint-percent_complete = A number from 0 to 100.
hint-commentary = If it is Red, say why, and what is being done about it.
hint-revised_due_date = Only if a new date is agreed.
hint-actual = A number with a dot for decimals and no commas, such as 1234.5.
hint-target = The target for this quarter, as a number.
hint-days = A day from { $first } to { $last }.
likelihood-1 = 1 – very unlikely
likelihood-2 = 2 – possible
likelihood-3 = 3 – probable
likelihood-4 = 4 – almost certain
impact-1 = 1 – low
impact-2 = 2 – medium
impact-3 = 3 – high
impact-4 = 4 – catastrophic
fault-missing_field = This must be filled in.
fault-invalid_value = This cannot be read. Please check it.
fault-invalid_text = Write up to 20,000 characters of plain text.
fault-inconsistent = This does not fit the rest of the form.
fault-out_of_range = This is too small or too large.
fault-period_not_begun = The quarter has not begun yet.
fault-percent_complete-out_of_range = Write a number from 0 to 100.
fault-percent_complete-missing_field = Write how far it is, from 0 to 100.
fault-percent_complete-invalid_value = Write a number from 0 to 100, such as 45.
fault-actual-missing_field = Write the figure for the quarter.
fault-actual-invalid_value = Write a number with a dot for decimals and no commas, such as 1234.5: at most six decimals, and no more than twelve digits before them.
fault-target-invalid_value = Write a number with a dot for decimals and no commas, such as 1234.5: at most six decimals, and no more than twelve digits before them.
fault-commentary-explanation_needed = It is Red: say why, and what is being done about it.
fault-revision_reason-inconsistent = Say why the due date moves.
fault-revised_due_date-inconsistent = Give the new due date together with the reason.
fault-revised_due_date-invalid_value = Write a day such as 2018-03-31.
fault-reason-invalid_text = Say what is being done, in up to 2,000 characters.
fault-residual_score-missing_field = Choose both the likelihood and the impact.
fault-residual_likelihood-inconsistent = Choose both the likelihood and the impact.
fault-residual_impact-inconsistent = Choose both the likelihood and the impact.
fault-inherent_likelihood-inconsistent = Choose both the likelihood and the impact, or neither.
fault-inherent_impact-inconsistent = Choose both the likelihood and the impact, or neither.
fault-residual_score-inconsistent = The score now cannot be higher than the score without controls.
fault-alert-missing_field = Choose at least one alert.
fault-days = Choose a day from { $first } to { $last }.
mails-title = Which reminders you get
mails-lead = These reminders to { $name } are optional:
mails-now-daily = They come on any working day.
mails-now-weekly = They come once a week. Day: { $day }.
mails-now-off = They are switched off.
mails-duties = Reminders of duties, such as returns that are due and actions that are overdue, always come. If somebody else should deal with them, ask for a deputy to be named.
mails-done = Your choice is recorded.
mails-stop = Stop these reminders
mails-other = Choose how often
mails-again = Have them again
mails-way-daily = On any working day
mails-way-weekly = Once a week
mails-way-off = Not at all
mails-day = Day, if once a week
mails-save = Save
workday-monday = Monday
workday-tuesday = Tuesday
workday-wednesday = Wednesday
workday-thursday = Thursday
workday-friday = Friday
unavailable-title = This page cannot be shown just now
unavailable-text = If you have just sent a form, it may not have been recorded: open the link again in a few minutes, and look.
unavailable-next = If it stays so, write to
expired-title = This link has expired
expired-text = Links in our messages work for a limited time, to keep the items safe.
expired-next = Your latest message has fresh links. If you need one now, write to
left-title = This item is no longer with you
left-text = We have recorded that you have left, so somebody else looks after your items now. Thank you for all you did.
left-next = There is nothing for you to do. If this is a mistake, write to
unknown-title = We cannot find this page
unknown-text = The link may be incomplete, or the item may have gone.
unknown-next = Copy the whole link from the message and try again. If that does not help, write to
shelf-title = Published performance reports
shelf-lead = Each is as it was when its quarter was signed off.
shelf-empty = No report is published at present.
shelf-earlier = Earlier reports
shelf-html = Read the report
shelf-pdf = PDF, to print
shelf-docx = Word
shelf-xlsx = Excel workbook of its tables
shelf-csv-zip = Open data: CSV tables
shelf-json = Open data: JSON
shelf-sha256 = Checksums of these files (SHA-256)
unpublished-title = This report is not published
unpublished-text = It may not have been signed off yet, or it was taken back.
unpublished-next = Questions? Write to
calendar-due = Due: { $item }
calendar-returns = { $count ->
    [one] { $count } return due
   *[other] { $count } returns due
 }
calendar-returns-for = { $returns } for { $period }
calendar-more = and { $count } more
