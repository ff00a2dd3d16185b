/*
 * Beside the editor: which stores the document would ask, in which rounds; which of its fields are of
 * persons, and for which purposes they could be had; and a way to keep it as a screen.
 */

export const planPane = (() => {
  const pane = document.getElementById('plan');
  const settleMs = 400;
  const kinds = {
    personal: 'personal',
    'personal-sensitive': 'sensitive',
    party: 'personal where the party is a person',
    'free-text': 'free text',
    'subject-key': 'reference to a person',
  };
  let token = '';
  let query = '';
  let timer;
  let turn = 0;

  /** An element with its attributes and what stands in it; text is never read as markup. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const svg = (name, attributes, text) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const ask = async (path, body) => {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { ok: response.ok, answer: await response.json() };
  };

  const says = (...children) => {
    pane.replaceChildren(make('p', { class: 'says', role: 'status' }, ...children));
  };

  /** Rounds from left to right; a sub-request waits for those of the round before. */
  const drawing = (fetches) => {
    const rounds = [...new Set(fetches.map(({ round }) => round))].sort((a, b) => a - b);
    const columns = [
      [{ store: 'your screen' }],
      ...rounds.map((n) => fetches.filter((one) => one.round === n)),
    ];
    const [width, height, gapX, gapY] = [136, 40, 44, 14];
    const tallest = Math.max(...columns.map((column) => column.length));
    const place = (column, row, of) => ({
      x: column * (width + gapX) + 4,
      y: ((tallest - of) / 2 + row) * (height + gapY) + 4,
    });
    const [w, h] = [
      columns.length * (width + gapX) - gapX + 8,
      tallest * (height + gapY) - gapY + 8,
    ];
    const words = fetches.map(
      ({ round, store, entities }) => `round ${round}: ${store} ${entities.join(', ')}`,
    );
    const image = svg('svg', {
      ...{ viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img' },
      'aria-label': `The plan: ${words.join('; ')}`,
    });
    columns.forEach((column, at) => {
      column.forEach((one, row) => {
        const { x, y } = place(at, row, column.length);
        const before = columns[at - 1] ?? [];
        before.forEach((_each, from) => {
          const start = place(at - 1, from, before.length);
          image.append(
            svg('path', {
              class: 'edge',
              d: `M${start.x + width} ${start.y + height / 2} L${x} ${y + height / 2}`,
            }),
          );
        });
        image.append(
          svg('rect', {
            class: `node ${at === 0 ? 'screen' : `store-${one.store}`}`,
            x,
            y,
            width,
            height,
            rx: 4,
          }),
          svg('text', { x: x + 8, y: y + 17, class: 'name' }, one.store),
          svg(
            'text',
            { x: x + 8, y: y + 32, class: 'what' },
            at === 0
              ? ''
              : one.kind === 'root'
                ? 'asked first'
                : one.entities.join(', ').slice(0, 22),
          ),
        );
      });
    });
    return make('div', { class: 'drawing', tabindex: '0' }, image);
  };

  const personalTable = (personal) => {
    if (personal.length === 0) return make('p', {}, 'It asks for nothing of a person.');
    const rows = personal.map(({ coordinate, class: kind, says: sentence, purposes }) => {
      const named = Object.entries(purposes).map(([purpose, form]) => `${purpose} (${form})`);
      return make(
        'tr',
        {},
        make('th', { scope: 'row', title: sentence }, coordinate),
        make('td', {}, kinds[kind] ?? kind),
        make('td', {}, named.length === 0 ? 'none' : named.join(', ')),
      );
    });
    const head = ['Field', 'What it is', 'Purposes that may have it'].map((word) =>
      make('th', { scope: 'col' }, word),
    );
    return make(
      'table',
      {},
      make('thead', {}, make('tr', {}, ...head)),
      make('tbody', {}, ...rows),
    );
  };

  const labelled = (text, control) => make('label', {}, `${text} `, control);

  /** Tells in `result` what became of it. */
  const save = async (form, button, result, chosen) => {
    const picked = [...form.querySelectorAll('[name=role]:checked')].map(({ value }) => value);
    if (picked.length === 0 || chosen === undefined) {
      result.textContent = 'Choose a role at least.';
      return;
    }
    button.disabled = true;
    try {
      const { ok, answer } = await ask('/graphiql/screens', {
        ...{ query, name: form.elements.name.value, purpose: chosen.purpose, roles: picked },
        subjectsMax: chosen.subjectsMax ?? 0,
      });
      const faults = [...(answer.violations ?? []), ...(answer.errors ?? [])].map((fault) =>
        [fault.coordinate, fault.message].filter(Boolean).join(': '),
      );
      result.textContent = ok
        ? `Kept as screens/${answer.file} under ${answer.documentId}. It is answered from now on; npm run generate publishes it.`
        : `Not kept. ${faults.join('. ')}`;
    } catch {
      result.textContent = 'Not kept: the gateway does not answer.';
    } finally {
      button.disabled = false;
    }
  };

  const saving = (explanation) => {
    const name = make('input', {
      name: 'name',
      required: '',
      pattern: '[A-Z][A-Za-z0-9]{1,60}',
      placeholder: 'CustomerNames',
    });
    const purpose = make('select', { name: 'purpose' });
    for (const { purpose: word, denied } of explanation.purposes) {
      const missing = denied.length === 0 ? '' : ` (${denied.length} fields denied)`;
      purpose.append(make('option', { value: word }, `${word}${missing}`));
    }
    const roles = make('fieldset', {}, make('legend', {}, 'Roles'));
    const result = make('output', { role: 'status' });
    const chosen = () => explanation.purposes.find((one) => one.purpose === purpose.value);
    const showRoles = () => {
      const boxes = (chosen()?.roles ?? []).map((role) =>
        make(
          'label',
          {},
          make('input', { type: 'checkbox', name: 'role', value: role }),
          ` ${role} `,
        ),
      );
      roles.replaceChildren(make('legend', {}, 'Roles'), ...boxes);
    };
    purpose.addEventListener('change', showRoles);
    showRoles();
    const button = make('button', { type: 'submit' }, 'Save as screen');
    const form = make(
      'form',
      { class: 'saving' },
      labelled('Name', name),
      labelled('Purpose', purpose),
      roles,
      button,
      result,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void save(form, button, result, chosen());
    });
    return form;
  };

  const show = (explanation) => {
    const { fetches, personal } = explanation;
    pane.replaceChildren(
      make('h2', {}, 'Plan'),
      make(
        'p',
        {},
        `${fetches.length} sub-requests, ${new Set(fetches.map(({ round }) => round)).size} rounds.`,
      ),
      drawing(fetches),
      make('h2', {}, 'Fields of persons'),
      personalTable(personal),
      make('h2', {}, 'Save as screen'),
      saving(explanation),
    );
  };

  const refresh = async () => {
    const mine = (turn += 1);
    if (token === '') return says('With an access token the plan of the document is shown here.');
    if (query.trim() === '') return says('Write a document to see its plan.');
    try {
      const { ok, answer } = await ask('/graphiql/plan', { query });
      // What was written since has asked for itself.
      if (mine !== turn) return undefined;
      if (ok) return show(answer);
      return says(`No plan: ${answer.errors?.[0]?.message ?? 'it was refused'}`);
    } catch {
      return says('No plan: the gateway does not answer.');
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), settleMs);
  };
  return {
    callAs: (given) => {
      token = given;
      later();
    },
    edit: (text) => {
      query = text ?? '';
      later();
    },
  };
})();
