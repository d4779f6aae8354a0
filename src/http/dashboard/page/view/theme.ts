import { say } from './elements.js';

const KEY = 'llm-orchestrator.theme';
type Theme = 'light' | 'dark';

/** Light or dark as the system is, until somebody chooses here; the choice is remembered. */
export function offerThemes(button: HTMLElement): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = remembered();
  const current = (): Theme => chosen ?? (system.matches ? 'dark' : 'light');
  const show = () => {
    if (chosen !== undefined) document.documentElement.dataset['theme'] = chosen;
    say(button, current() === 'dark' ? 'Light theme' : 'Dark theme');
  };
  button.addEventListener('click', () => {
    chosen = current() === 'dark' ? 'light' : 'dark';
    remember(chosen);
    show();
  });
  system.addEventListener('change', show);
  show();
}

function remembered(): Theme | undefined {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : undefined;
  } catch {
    // Some browsers forbid it: then it is as the system is.
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then for as long as the page is open.
  }
}
