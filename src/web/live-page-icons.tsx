/** Drawn on 24 × 24, as strokes; the sports carry the names of the contract. */
export const ICON_PATHS = {
  run: 'M14.5 4.6m-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0M13 8.2l-2.5 5.3 4 2.2-1 5M10.5 13.5l-2 3.7-4 .5M13 8.2l-4 .1-2.2 3M13 8.2l3.2 2.9 3-.8',
  walk: 'M12.6 4.4m-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0M12.4 8l-.4 6 2.7 2.8.8 4M12 14l-1.6 3.4-2.4 3.4M12.4 8l-2.9 1.8-.5 3M12.4 8l1.8 3 2.6.9',
  hike: 'M3 19.5l6-10 3.6 5.6 2.4-3.4 6 7.8zM16.5 7.5m-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0',
  ride: 'M6 16.5m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0M18 16.5m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0M6 16.5l3-7h6l3 7M9 9.5l3 7 3.5-7-1-3h2.5M7.5 7.5h3M6 16.5h6',
  indoor_ride:
    'M9 14m-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0M9 14l2.5-6.5M9 7.5h4.5M13 14h4.5l-1.5-8.5h3M4 21h16M9 18.4V21M17.5 14V21',
  swim: 'M16.5 8m-1.9 0a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0M5 13l4.5-5.5 5 4.5M3 16.5c2 0 2-1.3 4.5-1.3s2.5 1.3 4.5 1.3 2-1.3 4.5-1.3 2.5 1.3 4.5 1.3M3 20c2 0 2-1.3 4.5-1.3S10 20 12 20s2-1.3 4.5-1.3S19 20 21 20',
  row: 'M3 14h18l-2.5 4h-13zM13 5.2m-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0M12.5 8.5l-1 5.5M12.4 9l-6 8.5M12.4 9l3.8 2.2M4.5 21.5h15',
  strength: 'M3 12h18M6 7.5v9M9 9v6M15 9v6M18 7.5v9',
  yoga: 'M12 4.8m-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0M12 8.5v5.5M12 9.5l-4 3.5-3.5.8M12 9.5l4 3.5 3.5.8M12 14l-6.5 3.2c-1.4.8-.8 2.8.8 2.8h11.4c1.6 0 2.2-2 .8-2.8z',
  other:
    'M12 13.5m-7.2 0a7.2 7.2 0 1 0 14.4 0a7.2 7.2 0 1 0-14.4 0M12 9.5v4l2.6 1.8M9.8 2.8h4.4M12 2.8v3.5M18.3 6.3l1.4-1.4',

  flame:
    'M12.4 2.5c.6 3.6 5.6 5.6 5.6 11.2a6 6 0 0 1-12 0c0-2.4 1-4 2.2-5.2.2 1.6.8 2.5 1.8 2.9-.3-3.4.5-6.6 2.4-8.9z',
  star: 'M12 3.5l2.6 5.5 6 .8-4.4 4.1 1.1 6L12 17l-5.3 2.9 1.1-6-4.4-4.1 6-.8z',
  mountain: 'M2.5 19.5l7-13 4 7 2.2-3.4 5.8 9.4zM7.3 10.6l2.2 1.8 2-1.6',
  road: 'M8.5 3.5L4 20.5M15.5 3.5L20 20.5M12 4.5v2.4M12 10.6V13M12 16.8v3.4',
  clock: 'M12 12m-8.5 0a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M12 7v5.2l3.4 2',
  calendar: 'M4 6.5h16v13.5H4zM4 10.5h16M8 3.5v4.5M16 3.5v4.5M8 14.5h2.5M13.5 14.5H16',
  sunrise:
    'M3 18.5h18M6.5 18.5a5.5 5.5 0 0 1 11 0M12 4v4.5M9.8 6L12 3.8 14.2 6M4.6 11.2l1.7 1.5M19.4 11.2l-1.7 1.5',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  trophy:
    'M7.5 3.5h9v6a4.5 4.5 0 0 1-9 0zM7.5 5.5H4c0 3.2 1.3 5 3.7 5.2M16.5 5.5H20c0 3.2-1.3 5-3.7 5.2M12 14v4M8 20.5h8M10 18h4v2.5h-4z',
  flag: 'M6 21V4M6 4.5c4-2.5 7 2.5 12 0v9c-5 2.5-8-2.5-12 0',
  upload: 'M12 15.5v-11M7.8 8.3L12 4l4.2 4.3M4.5 15.5v4h15v-4',
  out: 'M10 5H5v14h14v-5M13.5 4.5h6v6M19.5 4.5l-8.5 8.5',
  close: 'M6 6l12 12M18 6L6 18',
  chevron: 'M6 9.5l6 6 6-6',
} as const;

export type IconName = keyof typeof ICON_PATHS;

/** All icons, once a document: `Icon` and the page's script refer to them by name. */
export const Icons = () => (
  <svg class="icon-definitions" aria-hidden="true">
    {Object.entries(ICON_PATHS).map(([name, path]) => (
      <symbol id={`icon-${name}`} viewBox="0 0 24 24">
        <path d={path} />
      </symbol>
    ))}
  </svg>
);

/** Decoration: whatever it means is said in words beside it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" aria-hidden="true" focusable="false">
    <use href={`#icon-${name}`} />
  </svg>
);
