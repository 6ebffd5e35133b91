import type { Weight } from '../athlete.ts';
import { cleanTrack } from '../track/clean-track.ts';
import type { Track } from '../track/track.ts';
import type { Sport } from '../workout.ts';
import { ageOn, weightOn } from './athlete-on-day.ts';
import type { EnergyEstimate, EnergyInput, GradeSegment } from './energy-estimate.ts';
import { estimateEnergy } from './estimate-energy.ts';
import { gradeSegmentsOf } from './grade-segments.ts';

/** The inputs of the energy of a workout: its facts, its track, and its athlete's profile. */
export interface EnergySource extends Omit<EnergyInput, 'weightKg' | 'ageYears' | 'segments'> {
  workoutId: string;
  /** The local day of the workout, `yyyy-MM-dd`. Age and weight are those of this day. */
  localDate: string;
  birthDate: string | null;
  weights: Weight[];
  track: Track | null;
}

/** Returns the energy of a workout, by the athlete's age and weight on its day. */
export const energyOf = ({ weights, birthDate, localDate, track, ...facts }: EnergySource): EnergyEstimate =>
  estimateEnergy({
    ...facts,
    weightKg: weightOn(weights, localDate),
    ageYears: birthDate === null ? null : ageOn(birthDate, localDate),
    ...(track ? { segments: segmentsOf(track, facts.sport) } : {}),
  });

/** Yields the segments of the cleaned track. Cleans it only if a method reads them. */
function* segmentsOf(track: Track, sport: Sport): Generator<GradeSegment> {
  yield* gradeSegmentsOf(cleanTrack(track, sport).track);
}
