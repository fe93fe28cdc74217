"""A conversation with the service through a client that openapi-python-client makes of its document.

python conversation.py URL KEY HURRIED   where HURRIED is the same record, served with few requests per minute
"""

import datetime
import io
import json
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from attrs import evolve
from httpx import Timeout
from plumbline_client import AuthenticatedClient
from plumbline_client.api.actions import create_action, list_actions, update_action
from plumbline_client.api.exports import export_template
from plumbline_client.api.imports import import_pack, read_import
from plumbline_client.api.indicators import (
    create_indicator,
    list_indicator_results,
    read_indicator,
    record_indicator_result,
    record_indicator_results,
)
from plumbline_client.api.service_areas import create_service_area
from plumbline_client.api.settings import change_settings, read_settings
from plumbline_client.models import (
    Action,
    ActionDraft,
    ActionPatch,
    AlertSettingsPatch,
    Answer,
    Frequency,
    Import,
    ImportProblem,
    ImportState,
    Indicator,
    IndicatorDraft,
    ListingAction,
    ListingIndicatorResult,
    PackForm,
    Polarity,
    Problem,
    Pushed,
    Rag,
    RecordedResult,
    ResultDraft,
    ResultOf,
    ServiceArea,
    ServiceAreaDraft,
    Settings,
    SettingsPatch,
)
from plumbline_client.types import UNSET, File, Response, Unset

url, key, hurried = sys.argv[1:]
api = AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True, timeout=Timeout(60))
period = "2026-27-Q2"
many = 5000
T = TypeVar("T")
P = TypeVar("P", bound=Problem | ImportProblem)


def got(kind: type[T], status: int, answer: Response[Any]) -> T:
    """What was answered, with that status."""
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert isinstance(answer.parsed, kind), answer.parsed
    return answer.parsed


def refused(kind: type[P], status: int, code: str, answer: Response[Any]) -> P:
    """Why it was refused, with that status and code."""
    problem = got(kind, status, answer)
    assert problem.code == code and problem.detail, problem
    return problem


def items() -> None:
    area = ServiceAreaDraft(ref="PY", name="Typed services")
    got(ServiceArea, 201, create_service_area.sync_detailed(client=api, body=area))

    def draft(ref: str, title: str) -> ActionDraft:
        begin, end = datetime.date(2026, 4, 1), datetime.date(2027, 3, 31)
        return ActionDraft(ref=ref, title=title, service_area="PY", start_date=begin, due_date=end)

    made = create_action.sync_detailed(client=api, body=draft("PY/01", "Mend the weir"))
    action = got(Action, 201, made)
    assert action.status.overdue is False and action.due_date == datetime.date(2027, 3, 31)

    refused(Problem, 409, "ref_taken", create_action.sync_detailed(client=api, body=draft("PY-01", "Mend the weir")))
    wrong = refused(Problem, 422, "invalid_values", create_action.sync_detailed(client=api, body=draft("PY/02", "")))
    assert not isinstance(wrong.errors, Unset) and wrong.errors[0].pointer == "/title"

    def change(title: str) -> Response[Any]:
        return update_action.sync_detailed("PY-01", client=api, body=ActionPatch(title=title), if_match=made.headers["ETag"])

    assert got(Action, 200, change("Mend the weir at Pont Isaf")).version == action.version + 1
    refused(Problem, 412, "stale", change("Mend another weir"))


def settings() -> None:
    """What a patch does not name stays as it is, inside an object too."""
    before = got(Settings, 200, read_settings.sync_detailed(client=api))
    patch = SettingsPatch(alerts=AlertSettingsPatch(send_at="08:45:00"))
    after = got(Settings, 200, change_settings.sync_detailed(client=api, body=patch))
    assert not isinstance(before.alerts, Unset)
    assert after == evolve(before, alerts=evolve(before.alerts, send_at="08:45:00"))


def results() -> None:
    indicator = IndicatorDraft(
        ref="PY/M01", title="Weirs in good order", polarity=Polarity.HIGHER, unit="percent", frequency=Frequency.QUARTERLY
    )
    got(Indicator, 201, create_indicator.sync_detailed(client=api, body=indicator))

    def record(actual: float, if_match: str | Unset = UNSET) -> Response[Any]:
        draft = ResultDraft(actual=actual, target=80)
        return record_indicator_result.sync_detailed("PY-M01", period, client=api, body=draft, if_match=if_match)

    first = record(79.53)
    assert got(RecordedResult, 201, first).status.rag is Rag.AMBER
    refused(Problem, 428, "precondition_required", record(62.5))
    second = got(RecordedResult, 200, record(62.5, first.headers["ETag"]))
    assert second.result.revision == 2 and second.status.rag is Rag.RED
    refused(Problem, 412, "stale", record(70, first.headers["ETag"]))

    # Fifteen digits come back as they were; the answer's own text keeps all of them, whatever their number.
    exact = ResultOf(indicator="PY/M01", period="2026-27-Q1", result=ResultDraft(actual=123456789.123456, target=1))
    assert got(Pushed, 200, record_indicator_results.sync_detailed(client=api, body=[exact])).created == 1
    answer = list_indicator_results.sync_detailed("PY-M01", "2026-27-Q1", client=api)
    assert got(ListingIndicatorResult, 200, answer).items[0].actual == 123456789.123456
    assert json.loads(answer.content, parse_float=Decimal)["items"][0]["actual"] == Decimal("123456789.123456")

    read = got(Indicator, 200, read_indicator.sync_detailed("PY-M01", client=api, period=period))
    assert read.status.rag is Rag.RED and "62.5" in read.status.explanation.rag.summary


def form(**files: str) -> PackForm:
    """The files as parts of one form."""
    return PackForm(file=[File(io.BytesIO(text.encode()), f"{name}.csv", "text/csv") for name, text in files.items()])


def pack() -> None:
    refs = [f"PY/A{index:04}" for index in range(many)]
    files = form(
        actions="ref,title,service_area,start_date,due_date\n"
        + "".join(f"{ref},Inspect a bridge,PY,2026-04-01,2027-03-31\n" for ref in refs),
        action_updates=f"ref,period,percent_complete\nPY/A0000,{period},0\nPY/A0001,{period},50\n",
    )
    report = got(Answer, 200, import_pack.sync_detailed(client=api, body=files))
    assert [(file.file, file.created) for file in report.files] == [("actions.csv", many), ("action_updates.csv", 2)]

    wrong = import_pack.sync_detailed(client=api, body=form(actions="ref,title,due_date\nPY/B1,Paint,31 March\n"))
    problem = refused(ImportProblem, 422, "invalid_pack", wrong)
    assert isinstance(problem.report, Answer)
    assert [(error.line, error.column) for error in problem.report.errors] == [(2, "due_date")]

    # Without waiting for what becomes of it.
    results = form(indicator_results="ref,period,actual,target\nPY/M01,2025-26-Q2,60,80\n")
    seen = got(Import, 202, import_pack.sync_detailed(client=api, body=results, prefer="respond-async"))
    while seen.state is ImportState.RUNNING:
        time.sleep(0.1)
        seen = got(Import, 200, read_import.sync_detailed(seen.id, client=api))
    assert seen.state is ImportState.DONE


def actions() -> Iterator[Action]:
    """Every action of the service area, page by page."""
    cursor: str | Unset | None = UNSET
    while cursor is not None:
        answer = list_actions.sync_detailed(client=api, service_area="PY", period=period, limit=100, cursor=cursor)
        page = got(ListingAction, 200, answer)
        yield from page.items
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0] if page.next_ else None


def pages() -> None:
    rags = {action.ref: action.status.rag for action in actions()}
    assert len(rags) == many + 1
    assert (rags["PY/A0000"], rags["PY/A0001"]) == (Rag.RED, Rag.GREEN)
    red = list_actions.sync_detailed(client=api, service_area="PY", period=period, rag=Rag.RED, limit=1)
    assert got(ListingAction, 200, red).items[0].status.rag is Rag.RED
    book = got(File, 200, export_template.sync_detailed(client=api))
    assert book.payload.read(2) == b"PK"


def patience() -> None:
    """More than the key has a share of is refused, and answered after the time that the refusal names."""
    client = AuthenticatedClient(base_url=hurried, token=key)
    answer = read_settings.sync_detailed(client=client)
    for _ in range(100):
        if answer.status_code is not HTTPStatus.OK:
            break
        answer = read_settings.sync_detailed(client=client)
    refused(Problem, 429, "too_many_requests", answer)
    time.sleep(int(answer.headers["Retry-After"]))
    assert got(Settings, 200, read_settings.sync_detailed(client=client)).organisation


for part in (items, settings, results, pack, pages, patience):
    part()
print(f"Python: created, imported, recorded, read and paged through {many} actions; 409, 412, 422, 428 and 429 understood")
