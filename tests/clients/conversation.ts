// A conversation with the service through a client that openapi-typescript and openapi-fetch make of its document.
//   node out/conversation.js URL KEY HURRIED   where HURRIED is the same record, served with few requests per minute
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./plumbline.js";

type Problem = components["schemas"]["Problem"];
type Action = components["schemas"]["Action"];

const [url = "", key = "", hurried = ""] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${key}` };
const api = createClient<paths>({ baseUrl: url, headers });
const period = "2026-27-Q2";
const many = 5000;

/** What was answered, with that status. */
function got<T>(status: number, answer: { data?: T; error?: unknown; response: Response }): NonNullable<T> {
    assert.equal(answer.response.status, status, JSON.stringify(answer.error));
    assert.ok(answer.data);
    return answer.data;
}

/** Why it was refused, with that status and code. */
function refused<E extends Problem>(status: number, code: string, answer: { error?: E; response: Response }): E {
    assert.equal(answer.response.status, status);
    assert.equal(answer.error?.code, code);
    assert.ok(answer.error.detail);
    return answer.error;
}

async function items(): Promise<void> {
    got(201, await api.POST("/api/v1/service-areas", { body: { ref: "TS", name: "Typed services" } }));
    const draft = { ref: "TS/01", title: "Mend the weir", service_area: "TS", start_date: "2026-04-01", due_date: "2027-03-31" };
    const made = await api.POST("/api/v1/actions", { body: draft });
    const action: Action = got(201, made);
    assert.equal(action.status.overdue, false);
    assert.equal(action.service_area?.ref, "TS");

    refused(409, "ref_taken", await api.POST("/api/v1/actions", { body: { ...draft, ref: "TS-01" } }));
    const wrong = refused(422, "invalid_values", await api.POST("/api/v1/actions", { body: { ...draft, ref: "TS/02", title: "" } }));
    assert.equal(wrong.errors?.[0]?.pointer, "/title");

    const tag = made.response.headers.get("ETag") ?? "";
    const change = (title: string) =>
        api.PATCH("/api/v1/actions/{key}", { params: { path: { key: "TS-01" }, header: { "If-Match": tag } }, body: { title } });
    assert.equal(got(200, await change("Mend the weir at Pont Isaf")).version, action.version + 1);
    refused(412, "stale", await change("Mend another weir"));
}

/** What a patch does not name stays as it is, inside an object too. */
async function settings(): Promise<void> {
    const before = got(200, await api.GET("/api/v1/settings"));
    const after = got(200, await api.PATCH("/api/v1/settings", { body: { alerts: { send_at: "08:30:00" } } }));
    assert.deepEqual(after, { ...before, alerts: { ...before.alerts, send_at: "08:30:00" } });
}

async function results(): Promise<void> {
    const body = { ref: "TS/M01", title: "Weirs in good order", polarity: "higher", unit: "percent", frequency: "quarterly" } as const;
    got(201, await api.POST("/api/v1/indicators", { body }));
    const record = (actual: number, header: { "If-Match"?: string }) =>
        api.PUT("/api/v1/indicators/{key}/results/{period}", {
            params: { path: { key: "TS-M01", period }, header },
            body: { actual, target: 80 },
        });
    const first = await record(79.53, {});
    assert.equal(got(201, first).status.rag, "amber");
    const tag = first.response.headers.get("ETag") ?? "";
    refused(428, "precondition_required", await record(62.5, {}));
    const second = got(200, await record(62.5, { "If-Match": tag }));
    assert.equal(second.result.revision, 2);
    assert.equal(second.status.rag, "red");
    refused(412, "stale", await record(70, { "If-Match": tag }));

    // Fifteen digits come back as they were.
    const exact = [{ indicator: "TS/M01", period: "2026-27-Q1", result: { actual: 123456789.123456, target: 1 } }];
    assert.equal(got(200, await api.PUT("/api/v1/indicators/results", { body: exact })).created, 1);
    const path = { key: "TS-M01", period: "2026-27-Q1" };
    const page = got(200, await api.GET("/api/v1/indicators/{key}/results/{period}", { params: { path } }));
    assert.equal(page.items[0]?.actual, 123456789.123456);

    const read = got(200, await api.GET("/api/v1/indicators/{key}", { params: { path: { key: "TS-M01" }, query: { period } } }));
    assert.equal(read.status.rag, "red");
    assert.match(read.status.explanation.rag.summary, /62\.5/);
}

/** The files as parts of one form. */
function form(files: Record<string, string>) {
    return {
        body: { file: Object.keys(files) },
        bodySerializer: () => {
            const form = new FormData();
            for (const [name, text] of Object.entries(files)) form.append("file", new Blob([text]), name);
            return form;
        },
    };
}

async function pack(): Promise<void> {
    const refs = Array.from({ length: many }, (_, index) => `TS/A${String(index).padStart(4, "0")}`);
    const actions = refs.map((ref) => `${ref},Inspect a bridge,TS,2026-04-01,2027-03-31\n`).join("");
    const files = {
        "actions.csv": `ref,title,service_area,start_date,due_date\n${actions}`,
        "action_updates.csv": `ref,period,percent_complete\nTS/A0000,${period},0\nTS/A0001,${period},50\n`,
    };
    const report = got(200, await api.POST("/api/v1/imports", form(files)));
    assert.ok("files" in report);
    assert.deepEqual(report.files.map(({ file, created }) => [file, created]), [["actions.csv", many], ["action_updates.csv", 2]]);

    const wrong = await api.POST("/api/v1/imports", form({ "actions.csv": "ref,title,due_date\nTS/B1,Paint,31 March\n" }));
    const problem = refused(422, "invalid_pack", wrong);
    assert.ok("report" in problem && problem.report);
    assert.deepEqual(problem.report.errors.map(({ line, column }) => [line, column]), [[2, "due_date"]]);

    // One file as the body, and without waiting for what becomes of it.
    const answer = await api.POST("/api/v1/imports", {
        params: { query: { file: "indicator_results" }, header: { Prefer: "respond-async" } },
        headers: { "Content-Type": "text/csv" },
        body: `ref,period,actual,target\nTS/M01,2025-26-Q2,60,80\n`,
        bodySerializer: (text) => text,
    });
    let seen = got(202, answer);
    while ("state" in seen && seen.state === "running") {
        await sleep(100);
        seen = got(200, await api.GET("/api/v1/imports/{import}", { params: { path: { import: seen.id } } }));
    }
    assert.equal("state" in seen && seen.state, "done");
}

/** Every action of the service area, page by page. */
async function* actions(): AsyncGenerator<Action> {
    for (let from: { cursor?: string } | undefined = {}; from; ) {
        const query = { service_area: "TS", period, limit: 100, ...from };
        const page: components["schemas"]["Listing_Action"] = got(200, await api.GET("/api/v1/actions", { params: { query } }));
        yield* page.items;
        from = page.next ? { cursor: new URL(page.next, url).searchParams.get("cursor") ?? "" } : undefined;
    }
}

async function pages(): Promise<void> {
    const rags = new Map<string, string>();
    for await (const action of actions()) rags.set(action.ref, action.status.rag);
    assert.equal(rags.size, many + 1);
    assert.equal(rags.get("TS/A0000"), "red");
    assert.equal(rags.get("TS/A0001"), "green");
    const query = { service_area: "TS", period, rag: "red", limit: 1 } as const;
    const red = got(200, await api.GET("/api/v1/actions", { params: { query } }));
    assert.equal(red.items[0]?.status.rag, "red");
    const book = await api.GET("/api/v1/exports/template.xlsx", { parseAs: "arrayBuffer" });
    assert.equal(Buffer.from(got(200, book)).subarray(0, 2).toString(), "PK");
}

/** More than the key has a share of is refused, and answered after the time that the refusal names. */
async function patience(): Promise<void> {
    const api = createClient<paths>({ baseUrl: hurried, headers });
    const ask = () => api.GET("/api/v1/settings");
    let answer = await ask();
    for (let asked = 0; answer.response.ok && asked < 100; asked += 1) answer = await ask();
    refused(429, "too_many_requests", answer);
    await sleep(1000 * Number(answer.response.headers.get("Retry-After")));
    assert.ok(got(200, await ask()).organisation);
}

for (const part of [items, settings, results, pack, pages, patience]) await part();
console.log(`TypeScript: created, imported, recorded, read and paged through ${many} actions; 409, 412, 422, 428 and 429 understood`);
