import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';

interface Shown {
  readonly lines: readonly string[];
  readonly at: DOMRect;
}

const shows = '[data-facts], [data-why]';

/** One tip for all marks and reasons: shown on hover and on focus, closed by Escape (WCAG 1.4.13). */
export function Tip(): ReactElement | null {
  const [shown, setShown] = useState<Shown>();
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => listen(setShown), []);
  useEffect(() => {
    if (tip.current !== null && shown !== undefined) place(tip.current, shown.at);
  }, [shown]);
  if (shown === undefined) return null;
  return (
    <div ref={tip} className="tip" role="tooltip">
      {shown.lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function listen(set: (shown: Shown | undefined) => void): () => void {
  const show = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest(shows) : null;
    if (!(target instanceof HTMLElement)) {
      set(undefined);
      return;
    }
    const text = target.dataset.facts ?? target.dataset.why ?? '';
    set({ lines: text.split('\n'), at: target.getBoundingClientRect() });
  };
  const close = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.key === 'Escape') set(undefined);
  };
  const heard: readonly (readonly [string, (event: Event) => void])[] = [
    ['pointerover', show],
    ['focusin', show],
    ['focusout', close],
    ['keydown', close],
    ['scroll', close],
  ];
  for (const [name, listener] of heard) document.addEventListener(name, listener, true);
  return () => {
    for (const [name, listener] of heard) document.removeEventListener(name, listener, true);
  };
}

const gap = 8;

/** Below its mark, or above where there is no room, and never past an edge. */
function place(tip: HTMLElement, at: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(gap, at.left), document.documentElement.clientWidth - width - gap);
  const below = at.bottom + gap;
  const top = below + height > window.innerHeight ? at.top - height - gap : below;
  tip.style.setProperty('left', `${String(Math.max(gap, left))}px`);
  tip.style.setProperty('top', `${String(Math.max(gap, top))}px`);
}
