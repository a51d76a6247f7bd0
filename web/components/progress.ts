/** Where something stands: the steps of a form, the stages of an application, what happened and who did it. */
import { time } from '../format.ts';
import { attributes, type Html, html } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

/** The steps of a form; `current` counts from 1. Steps before it are done. */
export const stepIndicator = (steps: readonly string[], current: number): Html =>
  html`<nav class="steps" aria-label="手続きの流れ"><ol>${steps.map((text, index) => {
    const state = index + 1 < current ? 'done' : index + 1 === current ? 'current' : 'todo';
    return html`<li data-state="${state}"${attributes({ 'aria-current': state === 'current' ? 'step' : undefined })}>
      <span class="step-mark">${state === 'done' ? icon('check') : index + 1}</span>
      <span class="step-text"><small>ステップ${index + 1}${state === 'done' && html`<span class="visually-hidden">（完了）</span>`}</small>${text}</span>
    </li>`;
  })}</ol></nav>`;

export type Stage = {
  text: string;
  state: 'done' | 'current' | 'todo' | 'failed';
  at?: Date | undefined;
  /** What is happening, who acts, how long it usually takes. */
  explanation?: string | Html | undefined;
};

/** The stages of a process from top to bottom, with what is happening now. */
export const progressTracker = (stages: readonly Stage[]): Html =>
  html`<ol class="tracker">${stages.map(
    ({
      text,
      state,
      at,
      explanation,
    }) => html`<li data-state="${state}"${attributes({ 'aria-current': state === 'current' ? 'step' : undefined })}>
      <span class="tracker-mark">${state === 'done' ? icon('check') : state === 'failed' ? icon('cross') : ''}</span>
      <div>
        <p class="tracker-text">${text}<span class="tracker-state">${stateWords[state]}</span>${at && time(at)}</p>
        ${explanation && (typeof explanation === 'string' ? html`<p class="tracker-explanation">${explanation}</p>` : html`<div class="tracker-explanation">${explanation}</div>`)}
      </div>
    </li>`,
  )}</ol>`;

const stateWords: Record<Stage['state'], string> = {
  done: '完了',
  current: '現在の状況',
  todo: 'これから',
  failed: '終了',
};

export type TimelineEntry = {
  at: Date;
  actor: string;
  text: string | Html;
  detail?: string | Html | undefined;
  kind?: 'done' | 'waiting' | 'returned' | 'rejected' | 'comment' | 'mail' | 'alert' | undefined;
};

/** What happened, when and by whom, in the order given. */
export const timeline = (entries: readonly TimelineEntry[]): Html =>
  html`<ol class="timeline">${entries.map(
    ({ at, actor, text, detail, kind = 'done' }) => html`<li data-kind="${kind}">
      <span class="timeline-mark">${icon(timelineIcons[kind])}</span>
      <div>
        <p class="timeline-text">${text}</p>
        <p class="timeline-meta">${time(at)}<span>${actor}</span></p>
        ${detail && html`<div class="timeline-detail">${detail}</div>`}
      </div>
    </li>`,
  )}</ol>`;

const timelineIcons: Record<NonNullable<TimelineEntry['kind']>, IconName> = {
  done: 'check',
  waiting: 'waiting',
  returned: 'returned',
  rejected: 'cross',
  comment: 'comment',
  mail: 'mail',
  alert: 'bell',
};

/**
 * A part of a page that updates by itself and says when it last did. `url` answers GET with the same partial;
 * once `ended`, it no longer asks, unless what `beginsOn` names (a trigger of htmx) happens.
 */
export const liveStatus = ({
  id,
  url,
  everySeconds = 5,
  updatedAt,
  content,
  ended,
  beginsOn,
}: {
  id: string;
  url: string;
  everySeconds?: number | undefined;
  updatedAt: Date;
  content: Html;
  ended?: boolean | undefined;
  beginsOn?: string | undefined;
}): Html => {
  const trigger = ended ? beginsOn : `every ${everySeconds}s`;
  const polling = trigger && {
    'hx-get': url,
    'hx-trigger': trigger,
    'hx-swap': 'outerMorph',
    'hx-target': 'this',
  };
  return html`<div class="live" id="${id}"${attributes(polling || undefined)}>
    <div class="stack" aria-live="polite">${content}</div>
    <p class="live-updated">最終更新 ${time(updatedAt)}${!ended && html`<span class="only-script">　自動で更新されます</span><span class="no-script">　<a href="">最新の状況を表示する</a></span>`}</p>
  </div>`;
};
