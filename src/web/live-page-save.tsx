import { SPORTS } from '../domain/workout.ts';
import { Icon } from './live-page-icons.tsx';
import { SPORT_NAMES } from './sport-names.ts';

/** Shows the form that saves a workout, and the upload of recordings. */
export const SaveSection = () => (
  <section class="card" aria-labelledby="save-title">
    <h2 id="save-title">Save a workout</h2>
    <form id="save-form" autocomplete="off">
      <div class="fields">
        <div class="field">
          <label for="save-sport">Sport</label>
          <select id="save-sport" name="sport">
            {SPORTS.map((sport) => (
              <option value={sport}>{SPORT_NAMES[sport]}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="save-duration">
            Duration <span class="hint">h:mm:ss</span>
          </label>
          <input id="save-duration" name="durationSeconds" inputmode="text" required />
        </div>
        <div class="field">
          <label for="save-distance">
            Distance <span class="hint">km</span>
          </label>
          <input id="save-distance" name="distanceMeters" type="number" min="0" step="any" />
        </div>
        <div class="field">
          <label for="save-heart-rate">
            Heart rate <span class="hint">bpm</span>
          </label>
          <input id="save-heart-rate" name="averageHeartRate" type="number" min="20" max="260" step="any" />
        </div>
        <div class="field wide-field">
          <label for="save-start">
            Start <span id="save-zone" class="hint"></span>
          </label>
          <input id="save-start" name="startedAt" type="datetime-local" required />
        </div>
        <div class="field wide-field">
          <label for="save-name">Title</label>
          <input id="save-name" name="title" maxlength={500} />
        </div>
      </div>
      <div class="actions">
        <button class="button" type="submit">
          Save workout
        </button>
        <label class="file-button">
          <Icon name="upload" />
          <span>
            Upload GPX, TCX or FIT<span class="visually-hidden"> recordings</span>
          </span>
          <input id="upload-files" type="file" accept=".gpx,.tcx,.fit,.gz" multiple />
        </label>
        <p id="save-status" class="form-status" role="status"></p>
      </div>
    </form>
    <ul id="uploads" class="uploads" aria-label="Uploads" hidden></ul>
    <template id="upload-row">
      <li class="upload">
        <Icon name="upload" />
        <span class="upload-name" data-field="name"></span>
        <span class="upload-state" data-field="state" role="status"></span>
      </li>
    </template>
  </section>
);
