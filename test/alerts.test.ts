import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

const rules = (parse(read('docs/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const runbook = read('docs/operations.md');

/** As a heading becomes an anchor on the pages that show Markdown. */
const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(
  ([, heading = '']) =>
    `#${heading
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-')}`,
);

/** The metrics that the code makes, by their names in it. */
const metrics = new Set(
  ['src/api', 'src/activities', 'src/worker']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read(file).matchAll(/'(afterburn_\w+)'/g)].map(([, name]) => name)),
);
const unknownIn = (text: string) =>
  [...text.matchAll(/afterburn_\w+/g)]
    .map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))
    .filter((name) => !metrics.has(name));

describe('the alerts', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s watches metrics that there are',
    (_, rule) => {
      expect(unknownIn(rule.expr)).toEqual([]);
      expect(rule.annotations.summary).toBeTruthy();
      expect(['page', 'ticket']).toContain(rule.labels.severity);
    },
  );

  it.each(rules.map((rule) => [rule.alert, rule.annotations.runbook]))(
    '%s has its page in the runbook',
    (_, anchor) => {
      expect(anchors).toContain(anchor);
    },
  );
});

describe('the runbook', () => {
  it('names metrics that there are', () => {
    expect(unknownIn(runbook.replaceAll('afterburn_outbox_*', ''))).toEqual([]);
  });

  it('links to what is there', () => {
    for (const [, target = ''] of runbook.matchAll(/\]\((#?[^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).toContain(target);
      else expect(read(path.join('docs', target)).length).toBeGreaterThan(0);
    }
  });
});
