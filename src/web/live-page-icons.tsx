import { ACHIEVEMENT_ICONS } from '../domain/achievements/index.ts';

/** The icons of achievements and of the page's controls, in the same style. */
const ICON_PATHS = {
  ...ACHIEVEMENT_ICONS,
  upload: 'M12 15.5v-11M7.8 8.3L12 4l4.2 4.3M4.5 15.5v4h15v-4',
  out: 'M10 5H5v14h14v-5M13.5 4.5h6v6M19.5 4.5l-8.5 8.5',
  close: 'M6 6l12 12M18 6L6 18',
  chevron: 'M6 9.5l6 6 6-6',
} as const;

export type IconName = keyof typeof ICON_PATHS;

/** All icons, once per document. `Icon` and the script refer to them by name. */
export const Icons = () => (
  <svg hidden>
    {Object.entries(ICON_PATHS).map(([name, path]) => (
      <symbol id={`icon-${name}`} viewBox="0 0 24 24">
        <path d={path} />
      </symbol>
    ))}
  </svg>
);

/** Shows an icon as decoration: text beside it has the same meaning. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" aria-hidden="true" focusable="false">
    <use href={`#icon-${name}`} />
  </svg>
);
