/** Shows the achievements that the athlete is closest to. */
export const ProgressSection = () => (
  <section class="card" aria-labelledby="progress-title" id="progress-section" hidden>
    <h2 id="progress-title">Next badges</h2>
    <ul id="progress" class="progress-list"></ul>
    <template id="progress-row">
      <li class="progress-row">
        <span class="progress-title" data-field="title"></span>
        <span class="progress-value" data-field="value"></span>
        <progress max="1"></progress>
      </li>
    </template>
  </section>
);
