import { z } from '@hono/zod-openapi';
import { ACHIEVEMENT_KINDS, ACHIEVEMENT_REPEATS } from '../../domain/achievements/index.ts';
import { described, double, int32, model, sport, utcInstant, uuid } from './primitives.ts';

const title = described(z.string(), 'Title to show to the athlete.');
const icon = described(
  z.string(),
  'Name of the icon, such as `trophy`. `GET /v1/achievements` has its drawing.',
);

export const award = model('Award', 'An achievement that an athlete has earned.', {
  achievementId: described(z.string(), 'Id of the achievement, such as `first-run`.'),
  title,
  icon,
  tier: described(int32.optional(), 'Level of the achievement, from 1. Absent when it has a single level.'),
  periodKey: described(
    z.string().optional(),
    'Which occurrence of a repeatable achievement: a month `2026-11`, a year `2026`, or the record that was broken. Absent when it can be earned only once.',
  ),
  workoutId: described(uuid, 'Workout that earned it.'),
  earnedAt: described(utcInstant, 'End of that workout.'),
});

const achievementProgress = model('AchievementProgress', 'Progress towards the next achievement of a kind.', {
  achievementId: described(z.string(), 'Id of the achievement.'),
  title,
  icon,
  value: described(double, 'Current value, in the unit of the achievement.'),
  target: described(double, 'Value at which it is earned.'),
});

const achievement = model(
  'Achievement',
  'An achievement that can be earned. Without `sport`, the workouts of all sports count.',
  {
    id: described(z.string(), 'Id of the achievement. It never changes.'),
    title,
    description: described(z.string(), 'What the athlete has to do, in one sentence.'),
    icon: described(z.string(), 'Name of the icon, such as `trophy`.'),
    iconPath: described(
      z.string(),
      'Drawing of the icon: the `d` of an SVG path on 24 × 24, to be drawn as a stroke without a fill.',
    ),
    kind: z.enum([...ACHIEVEMENT_KINDS, 'record-broken']).openapi('AchievementKind', {
      description:
        'What is measured, and in which unit: `total-km` is the sum of all distances in kilometers.',
    }),
    target: described(double, 'Value at which it is earned, in the unit of the kind.'),
    sport: sport.optional(),
    repeats: z.enum(ACHIEVEMENT_REPEATS).openapi('AchievementRepeats', {
      description: '`ever`: earned once. `month`, `year`: once in each. `occurrence`: each time it happens.',
    }),
    tier: described(int32.optional(), 'Level of the achievement, from 1. Absent when it has a single level.'),
  },
);

export const achievementCatalogue = model('AchievementCatalogue', 'All achievements that can be earned.', {
  achievements: described(
    z.array(achievement),
    'All achievements, each kind from its lowest target to its highest.',
  ),
});

export const achievements = model('Achievements', 'Earned achievements and progress towards the next ones.', {
  earned: described(z.array(award), 'Earned achievements.'),
  progress: described(z.array(achievementProgress), 'The next achievement of each kind.'),
});

export const records = model('Records', "An athlete's personal records.", {
  records: described(
    z.array(
      model('PersonalRecord', "An athlete's best value of a kind in one sport.", {
        sport,
        kind: described(
          z.string(),
          '`best_effort`, `longest_distance`, `longest_duration`, `most_elevation`, `highest_average_speed` or `most_energy`.',
        ),
        distanceMeters: described(double.optional(), 'Distance of a `best_effort`, in meters.'),
        value: described(double, 'Value of the record, in `unit`.'),
        unit: described(z.string(), '`s`, `m`, `m/s` or `kcal`.'),
        workoutId: described(uuid, 'Workout that set the record.'),
        achievedAt: described(utcInstant, 'End of that workout.'),
        previousValue: described(double.optional(), 'Value that was beaten. Absent for a first record.'),
      }),
    ),
    'Current records.',
  ),
});
