import { useState } from 'react';
import type { ReactElement } from 'react';
import { fieldPath } from '../router/address.ts';
import { Link } from '../router/router.tsx';
import { useSpeech } from '../words/language.tsx';
import { nameOf, roomsOf, type FieldRule, type Room } from './model.ts';

interface RoomsProps {
  readonly rules: readonly FieldRule[];
  /** Few enough to show every field at once. */
  readonly open: boolean;
}

/** Stores as rooms, with their types and the fields in them. */
export function Rooms({ rules, open }: RoomsProps): ReactElement {
  const { say } = useSpeech();
  return (
    <section aria-label={say('rooms')}>
      <h2>{say('rooms')}</h2>
      <div className="rooms">
        {roomsOf(rules).map((room) => (
          <RoomPanel key={room.store} room={room} open={open} />
        ))}
      </div>
    </section>
  );
}

function RoomPanel({ room, open }: { readonly room: Room; readonly open: boolean }): ReactElement {
  const { say } = useSpeech();
  return (
    <section className="panel room" data-store={room.store} aria-label={room.store}>
      <h3>
        {room.store} <span className="quiet">{say('typeFields', { count: room.count })}</span>
      </h3>
      {room.types.map(({ type, rules }) => (
        <TypeFields key={`${type}${String(open)}`} type={type} rules={rules} open={open} />
      ))}
    </section>
  );
}

interface TypeFieldsProps {
  readonly type: string;
  readonly rules: readonly FieldRule[];
  readonly open: boolean;
}

/** A closed type costs the page one line, however many fields it has. */
function TypeFields({ type, rules, open }: TypeFieldsProps): ReactElement {
  const [isOpen, setIsOpen] = useState(open);
  return (
    <details
      open={open}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open);
      }}
    >
      <summary>
        {type} <span className="quiet">{rules.length}</span>
      </summary>
      {isOpen && (
        <ul className="fields">
          {rules.map(({ coordinate, says }) => (
            <li key={coordinate}>
              <Link to={fieldPath(coordinate)}>{nameOf(coordinate)}</Link>{' '}
              <span className="small quiet">{says}</span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
