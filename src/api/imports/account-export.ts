import { csvParseRows } from 'd3-dsv';
import type { FileLabels } from '../../domain/recording.ts';

const ACTIVITY_LIST = /^activities\.csv$/i;
const GARMIN_FOLDER = /(^|\/)DI_CONNECT\//;
const RECORDING = /\.(fit|tcx|gpx)(\.gz)?$/i;
const LONGEST_LABEL = 500;

/** Columns of a Strava export by position, because their names are in the athlete's language. */
const TITLE = 2;
const SPORT = 3;
const FILE = /^activities\/.+/;

export const isActivityList = (name: string): boolean => ACTIVITY_LIST.test(name);

/** Returns whether a zip is a Garmin account export, which has many other files. */
export const isGarminExport = (names: readonly string[]): boolean =>
  names.some((name) => GARMIN_FOLDER.test(name));

/** Returns whether a file of an account export may be a recording, or a zip of them. */
export const mayBeRecording = (name: string): boolean => RECORDING.test(name) || isZipName(name);

export const isZipName = (name: string): boolean => /\.zip$/i.test(name);

/** Reads the `activities.csv` of a Strava account export: the labels of each recording, by file name. */
export const readActivityList = (csv: Uint8Array): Map<string, FileLabels> => {
  const labels = new Map<string, FileLabels>();
  for (const row of csvParseRows(new TextDecoder().decode(csv))) {
    const file = row.find((value) => FILE.test(value));
    if (file === undefined) continue;
    const [title = '', sport = ''] = [row[TITLE], row[SPORT]];
    labels.set(file, { title: title.slice(0, LONGEST_LABEL), sport: sport.slice(0, LONGEST_LABEL) });
  }
  return labels;
};
