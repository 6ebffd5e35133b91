import { Icon } from './live-page-icons.tsx';

const SPARKS = Array.from({ length: 14 });

/** Celebrates new badges, and shows other events of the stream. */
export const Toasts = () => (
  <>
    <div id="toasts" class="toasts" role="log" aria-live="polite" aria-label="News"></div>
    <template id="toast">
      <div class="toast">
        <span class="medal">
          <Icon name="star" />
        </span>
        <div class="toast-text">
          <p class="toast-title" data-field="title"></p>
          <ul class="toast-lines"></ul>
        </div>
        <button class="toast-close" type="button" aria-label="Dismiss">
          <Icon name="close" />
        </button>
        <span class="sparks" aria-hidden="true">
          {SPARKS.map(() => (
            <i></i>
          ))}
        </span>
      </div>
    </template>
  </>
);
