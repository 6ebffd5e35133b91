/** The metal of a medal by its icon; icons of sports have the default. */
/** @type {Record<string, string>} */
const METALS = {
  star: 'gold',
  sunrise: 'gold',
  trophy: 'gold',
  flag: 'teal',
  mountain: 'teal',
  road: 'violet',
  clock: 'violet',
  calendar: 'violet',
  moon: 'violet',
};

/** @param {string} icon */
export const metalOf = (icon) => METALS[icon] ?? 'ember';
