import { Icon } from './live-page-icons.tsx';

/** Shows the badges that the athlete earned, newest first. */
export const BadgesSection = () => (
  <section class="card" aria-labelledby="badges-title">
    <h2 id="badges-title">
      Badges <span id="badge-count" class="count"></span>
    </h2>
    <ul id="badges" class="badges"></ul>
    <p id="no-badges" class="empty" hidden>
      The first workout brings the first badge. It appears here by itself.
    </p>
    <button id="more-badges" class="quiet-button" type="button" aria-expanded="false" hidden></button>
    <template id="badge">
      <li class="badge">
        <span class="medal">
          <Icon name="star" />
          <span class="badge-times" data-field="times" hidden></span>
        </span>
        <span class="badge-title" data-field="title"></span>
        <time class="badge-when" data-field="when"></time>
      </li>
    </template>
  </section>
);
