/** The light colours of a report, for the page, the PDF and the cards. */
export const LIGHT = {
  paper: '#faf7f4',
  card: '#fff',
  ink: '#1f1713',
  quiet: '#6d6059',
  line: '#eadfd7',
  ember: '#d9480f',
  'ember-soft': '#fbd9c5',
  grid: '#efe6df',
  'heat-1': '#fde7da',
  'heat-2': '#fbc9a9',
  'heat-3': '#f8a673',
  'heat-4': '#f27f3d',
  'heat-ink': '#1f1713',
  up: '#23713d',
  down: '#8a5a1a',
  run: '#e8590c',
  walk: '#2f9e44',
  hike: '#827717',
  ride: '#1c6fd1',
  'indoor-ride': '#5c7cfa',
  swim: '#0c8599',
  row: '#7048e8',
  strength: '#c2255c',
  yoga: '#b8860b',
  other: '#868e96',
} as const;

export type Colour = keyof typeof LIGHT;

/** Medal discs by metal, with a light icon on them; ember is the plain one. */
export const MEDALS = { ember: '#d9480f', gold: '#b7791f', teal: '#0b7285', violet: '#5f3dc4' } as const;

/** Writes the colours as CSS variables. */
export const cssVariables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
