import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  instantOf,
  isTimeZone,
  localDateOf,
  localStartOf,
  monthBounds,
} from '../../src/domain/local-time.ts';

const ZONES = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Africa/Casablanca',
  'Asia/Beirut',
];

describe('isTimeZone', () => {
  it.each([
    'UTC',
    'Europe/Paris',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Europe/Kyiv',
    'America/Argentina/ComodRivadavia',
    'America/Port-au-Prince',
    'Antarctica/DumontDUrville',
    'Etc/GMT+5',
    'US/Pacific',
    'EST',
    'GMT',
  ])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    'europe/paris',
    'EUROPE/PARIS',
    'utc',
    'Europe/Paris ',
    'Europe/Atlantis',
    '+01:00',
    '-05',
    'Z',
    'PST',
    'IST',
    'SystemV/EST5',
    'Etc/Unknown',
    'localtime',
    '',
    '[UTC]',
    '2026-01-01T00:00:00[Europe/Paris]',
  ])('refuses %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('knows every zone that ICU lists, and none of them in another case', () => {
    const names = Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC');
    expect(names.filter((name) => !isTimeZone(name))).toEqual([]);
    expect(names.filter((name) => isTimeZone(name.toLowerCase()))).toEqual([]);
  });
});

describe('local days', () => {
  it.each([
    ['2024-12-31T23:00:00Z', 'Europe/Paris', '2025-01-01', 0],
    ['2024-12-31T22:59:59Z', 'Europe/Paris', '2024-12-31', 1439],
    ['2026-11-20T07:30:00+01:00', 'America/Los_Angeles', '2026-11-19', 1350],
    ['2026-03-29T01:00:00Z', 'Europe/Paris', '2026-03-29', 180],
    ['2026-10-25T01:30:00Z', 'Europe/Paris', '2026-10-25', 150],
    ['2026-06-01T00:00:00.999Z', 'Asia/Kathmandu', '2026-06-01', 345],
  ])('%s in %s is %s, minute %i', (instant, zone, localDate, localStartMinute) => {
    expect(localStartOf(instant, zone)).toEqual({ localDate, localStartMinute });
    expect(localDateOf(instant, zone)).toBe(localDate);
  });

  it('agree with ICU at any instant', () => {
    const instants = fc.integer({ min: 0, max: Date.parse('2035-01-01T00:00:00Z') / 1000 });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (seconds, timeZone) => {
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
        const [date = '', time = ''] = format.format(seconds * 1000).split(' ');
        const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
        expect(localStartOf(new Date(seconds * 1000).toISOString(), timeZone)).toEqual({
          localDate: date,
          localStartMinute: minutes,
        });
      }),
    );
  });

  it.each([
    ['2026-07-01', 390, 'Europe/Paris', '2026-07-01T04:30:00Z'],
    ['2026-12-01', 390, 'Europe/Paris', '2026-12-01T05:30:00Z'],
    ['2026-03-29', 150, 'Europe/Paris', '2026-03-29T01:30:00Z'],
    ['2026-11-01', 1330, 'America/Denver', '2026-11-02T05:10:00Z'],
    ['2026-01-01', 0, 'Pacific/Kiritimati', '2025-12-31T10:00:00Z'],
  ])('%s, minute %i in %s is %s', (localDate, localStartMinute, zone, instant) => {
    expect(instantOf({ localDate, localStartMinute }, zone)).toBe(instant);
  });

  it('throw for what cannot be read', () => {
    expect(() => localDateOf('2026-11-20', 'UTC')).toThrow(RangeError);
    expect(() => localDateOf('2026-11-20T00:00:00Z', 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('monthBounds', () => {
  it.each([
    ['2026-03', 'Europe/Paris', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z', 743],
    ['2026-10', 'Europe/Paris', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', 745],
    ['2025-01', 'Europe/Paris', '2024-12-31T23:00:00Z', '2025-01-31T23:00:00Z', 744],
    ['2024-02', 'UTC', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z', 696],
    ['2025-12', 'Asia/Kathmandu', '2025-11-30T18:15:00Z', '2025-12-31T18:15:00Z', 744],
  ])('%s in %s', (month, zone, start, end, hours) => {
    expect(monthBounds(month, zone)).toEqual({ start, end });
    expect((Date.parse(end) - Date.parse(start)) / 3_600_000).toBe(hours);
  });

  it('leaves out the day that Samoa skipped', () => {
    const { start, end } = monthBounds('2011-12', 'Pacific/Apia');
    expect((Date.parse(end) - Date.parse(start)) / 86_400_000).toBe(30);
  });

  it('refuses a month or a zone that there is not', () => {
    expect(() => monthBounds('2026-13', 'UTC')).toThrow(RangeError);
    expect(() => monthBounds('2026-11', 'Europe/Atlantis')).toThrow(RangeError);
  });

  it('is half-open: the month begins at its start, and the instant before belongs to the month before', () => {
    const months = fc.tuple(fc.integer({ min: 1970, max: 2040 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(months, fc.constantFrom(...ZONES), ([year, number], timeZone) => {
        const month = `${year}-${String(number).padStart(2, '0')}`;
        const { start, end } = monthBounds(month, timeZone);
        const before = new Date(Date.parse(start) - 1).toISOString();
        const last = new Date(Date.parse(end) - 1).toISOString();
        expect(localDateOf(start, timeZone).slice(0, 7)).toBe(month);
        expect(localDateOf(last, timeZone).slice(0, 7)).toBe(month);
        expect(localDateOf(before, timeZone).slice(0, 7)).toBe(addDays(`${month}-01`, -1).slice(0, 7));
      }),
    );
  });
});
