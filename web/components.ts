/** What pages are made of; each theme has its own file, views import from here. */
export * from './components/actions.ts';
export * from './components/dialog.ts';
export * from './components/messages.ts';
export * from './components/progress.ts';
export * from './components/summary.ts';
export * from './components/table.ts';
export * from './components/tabs.ts';
export * from './format.ts';
