// What people see in a browser: the pages of mails' links, worked with as their readers do and without JavaScript, and the home
// page and the reference. Each state of each page has nothing to scroll to sideways at any width, and
// no finding of axe at the widest and the narrowest.
// Arguments: the browser, the folder of the demo's mails, where the demo is served, and where it is served a year later.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const [executablePath, mailbox, now, later] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [1280, 375, 320];
const flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];
const browser = await puppeteer.launch({ executablePath, args: flags });
const reader = await browser.newPage();
await reader.setJavaScriptEnabled(false);
await reader.setViewport({ width: 375, height: 812, isMobile: true, hasTouch: true });
const judge = await browser.newPage();
await judge.setBypassCSP(true);
let judged = 0;

/** Judges a page as it is by now: axe needs JavaScript, which its reader has not. */
async function judgePage(name, html) {
    await judge.setContent(html);
    await judge.evaluate(axe);
    for (const width of WIDTHS) {
        await judge.setViewport({ width, height: 800 });
        const wide = await judge.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name}: ${wide} pixels too wide at ${width}`);
        if (width === 375) continue;
        const { violations } = await judge.evaluate(() => globalThis.axe.run());
        const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("; ")}`);
        assert.deepEqual(told, [], `${name} at ${width}`);
    }
    judged += 1;
}

async function open(name, address, status) {
    const response = await reader.goto(address);
    assert.equal(response.status(), status, name);
    await judgePage(name, await reader.content());
}

/** What is pressed by a mouse is first waited for by a script of the page, which there cannot be. */
const press = (element) => element.evaluate((one) => one.click());

/** Opens the form if it is folded, fills it in, and sends it. */
async function send(name, act, fields, status) {
    const form = await reader.$(`details:has(input[name="act"][value="${act}"])`);
    assert.ok(form, `${name} has a form: ${act}`);
    if (!(await form.evaluate((one) => one.open))) await press(await form.$("summary"));
    for (const [field, value] of Object.entries(fields)) {
        const input = await form.$(`[name="${field}"]`);
        assert.ok(input, `${name} has a field ${field}`);
        const kind = await input.evaluate((one) => [one.tagName, one.type].join(" "));
        if (kind.startsWith("SELECT")) await input.select(value);
        // A day is typed as each browser wants it; its own picker fills it in like this.
        else if (kind === "INPUT date") await input.evaluate((one, value) => (one.value = value || one.min), value);
        else {
            await input.evaluate((one) => (one.value = ""));
            await input.type(value);
        }
    }
    const [answer] = await Promise.all([reader.waitForNavigation(), press(await form.$("button"))]);
    assert.equal(answer.status(), status, `${name}, ${act}`);
    await judgePage(`${name}, ${act} ${status}`, await reader.content());
    return reader.content();
}

/** The links of the mails in that language, by what they open. */
function links(language) {
    const mails = readdirSync(mailbox).map((file) => readFileSync(`${mailbox}/${file}`, "utf8"));
    const found = { action: new Set(), indicator: new Set(), risk: new Set(), choice: new Set() };
    for (const mail of mails.filter((mail) => mail.includes(`\nContent-Language: ${language}\r`))) {
        const text = mail.replaceAll("=\r\n", "").replaceAll("=3D", "=");
        for (const [, page, token] of text.matchAll(/\/(items|preferences|unsubscribe)\/([\w-]+\.[\w-]+)/g)) {
            // The second byte of what is signed says of what kind the item is.
            const kind = page === "items" ? ["action", "indicator", "risk"][Buffer.from(token.split(".")[0], "base64url")[1]] : "choice";
            found[kind]?.add(`/${page}/${token}`);
        }
    }
    return Object.fromEntries(Object.entries(found).map(([kind, paths]) => [kind, [...paths][0]]));
}

const RETURNS = {
    action: ["update", { percent_complete: "140" }, { percent_complete: "60", commentary: "Ar y gweill – on its way" }],
    indicator: ["result", { actual: "many" }, { actual: "12" }],
    risk: ["assessment", { residual_likelihood: "" }, { residual_likelihood: "2", residual_impact: "3" }],
};

try {
    const kinds = new Set();
    for (const language of ["en", "cy", "cy, en"]) {
        const { choice, ...items } = links(language);
        const known = Object.entries(items).filter(([, path]) => path);
        // In both languages a page is each of them, one below the other: one kind of item tells.
        for (const [kind, path] of language === "cy, en" ? known.slice(0, 1) : known) {
            const name = `${kind} (${language})`;
            const [act, wrong, right] = RETURNS[kind];
            await open(name, now + path, 200);
            const again = await send(name, act, wrong, 422);
            assert.ok(Object.values(wrong).every((typed) => again.includes(typed)), `${name}: what was typed is still there`);
            assert.ok((await send(name, act, right, 200)).includes('role="status"'), name);
            // An alert that the return has resolved leaves nothing to put off.
            if (await reader.$('input[name="act"][value="acknowledge"]')) {
                await send(name, "acknowledge", { reason: " ", until: "" }, 422);
                await send(name, "acknowledge", { reason: "Mae'n cael ei wneud", until: "" }, 200);
                await send(name, "wake", {}, 200);
                await send(name, "snooze", { until: "" }, 200);
                kinds.add("answered");
            }
            await open(`${name}, a year later`, later + path, 410);
            kinds.add(kind);
        }
        await open(`choice (${language})`, now + choice, 200);
        const [answer] = await Promise.all([reader.waitForNavigation(), press(await reader.$("article form:last-of-type button"))]);
        assert.equal(answer.status(), 200);
        await judgePage(`choice made (${language})`, await reader.content());
    }
    assert.deepEqual([...kinds].sort(), ["action", "answered", "indicator", "risk"]);
    await open("a link that is bent", `${now}/items/x.y`, 404);
    await open("home", `${now}/`, 200);
    await open("reference", `${now}/reference`, 200);
    const seconds = Math.round(process.uptime());
    console.log(`${judged} states of pages, each at ${WIDTHS.join(", ")} pixels: all is well (${seconds} s)`);
} finally {
    await browser.close();
}
