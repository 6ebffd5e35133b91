import { describe, expect, test } from 'vitest';
import { sportOfLabel } from '../../../src/activities/recording/sport-labels.ts';
import { titleOf } from '../../../src/activities/recording/title.ts';
import { parseInstant, parseReading } from '../../../src/activities/recording/xml-values.ts';

describe('a time', () => {
  test.each([
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000Z'],
    [' 2026-03-01T08:00:00.340Z\n', '2026-03-01T08:00:00.340Z'],
    ['2026-03-01T08:00:00.1234567Z', '2026-03-01T08:00:00.123Z'],
    ['2026-03-01T09:30:00+01:30', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T00:00:00-0800', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00:00', '2026-03-01T08:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(parseInstant(text)).toISOString()).toBe(iso);
  });

  test.each([
    '',
    'noon',
    '2026-02-29T08:00:00Z',
    '2026-13-01T08:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01',
    '1e9',
  ])('"%s" is none', (text) => {
    expect(parseInstant(text)).toBeNaN();
  });
});

test.each([
  ['1.5', 1.5],
  [' -3e1 ', -30],
  ['', NaN],
  ['  ', NaN],
  ['12 bpm', NaN],
  [undefined, NaN],
])('the reading "%s" is %d', (text, value) => {
  expect(parseReading(text)).toBe(value);
});

test.each([
  ['Running', 'run'],
  ['trail_running', 'run'],
  ['TrailRun', 'run'],
  ['9', 'run'],
  ['Nordic Walking', 'walk'],
  ['Hiking', 'hike'],
  ['Biking', 'ride'],
  ['VirtualRide', 'indoor_ride'],
  ['open-water swimming', 'swim'],
  ['WeightTraining', 'strength'],
  ['Other', undefined],
  ['__proto__', undefined],
  ['constructor', undefined],
  ['', undefined],
])('the label %s means %s', (label, sport) => {
  expect(sportOfLabel(label)).toBe(sport);
});

test.each([
  ['  Lunch \n\t run ', 'Lunch run'],
  ['Ło\u0301dz\u0301', 'Łódź'],
  ['a\u202Egnp.exe', 'agnp.exe'],
  ['bell\u0007 and half \uD83D', 'bell and half'],
  [`Z\u0336\u0336\u0336\u0336\u0336\u0336algo`, `Z\u0336\u0336\u0336\u0336algo`],
  [' \n ', null],
  ['👟'.repeat(300), '👟'.repeat(200)],
  [`x${'👟'.repeat(300)}`, `x${'👟'.repeat(199)}`],
  ['=HYPERLINK("http://x")', '=HYPERLINK("http://x")'],
])('the name %j gives the title %j', (name, title) => {
  expect(titleOf(name)).toBe(title);
});
