/**
 * Returns a clock in the athlete's time zone. A "wall" time is the value of a datetime-local field: `2026-11-20T07:30`.
 * @param {string} timeZone IANA name; one that this browser does not know counts as UTC
 */
export function createAthleteClock(timeZone) {
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });

  /** @param {number} instant milliseconds */
  function toWall(instant) {
    const found = Object.fromEntries(parts.formatToParts(instant).map(({ type, value }) => [type, value]));
    return `${found.year}-${found.month}-${found.day}T${found.hour}:${found.minute}:${found.second}`;
  }

  /** @param {number} instant milliseconds */
  const offsetAt = (instant) => Date.parse(`${toWall(instant)}Z`) - Math.floor(instant / 1000) * 1000;

  /**
   * Returns the instant of a wall time, in milliseconds. A time that a clock change skips moves an hour ahead.
   * @param {string} wall
   */
  function toInstant(wall) {
    const asUtc = Date.parse(`${wall}Z`);
    const guess = asUtc - offsetAt(asUtc);
    return asUtc - offsetAt(guess);
  }

  return {
    zone,
    toInstant,
    /** @param {number} instant */
    toField: (instant) => toWall(instant).slice(0, 16),
    today: () => toWall(Date.now()).slice(0, 10),
    thisMonth: () => toWall(Date.now()).slice(0, 7),
    /**
     * "Fri 20 Nov, 07:30"
     * @param {string} instant
     */
    describe: (instant) => `${day.format(Date.parse(instant))}, ${toWall(Date.parse(instant)).slice(11, 16)}`,
    /**
     * "Fri 20 Nov"
     * @param {string} instant
     */
    describeDay: (instant) => day.format(Date.parse(instant)),
    /**
     * Returns the current week, month or year in the format of leaderboards.
     * @param {string} kind
     */
    period(kind) {
      const today = toWall(Date.now()).slice(0, 10);
      if (kind === 'week') return isoWeekOf(today);
      return { month: today.slice(0, 7), year: today.slice(0, 4) }[kind] ?? 'all';
    },
  };
}

/** @typedef {ReturnType<typeof createAthleteClock>} AthleteClock */

/** @param {string} timeZone */
function isKnown(timeZone) {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/**
 * Returns the ISO week. It belongs to the year of its Thursday.
 * @param {string} date `yyyy-MM-dd`
 */
function isoWeekOf(date) {
  const thursday = new Date(`${date}T00:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** "November 2026" @param {string} month `yyyy-MM` */
export const describeMonth = (month) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );
