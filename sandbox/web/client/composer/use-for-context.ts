import {useState} from 'preact/hooks';

/** State that belongs to one context and is `initial` again, at once, in every other. */
export function useForContext<T>(context: string, initial: T): [T, (value: T) => void] {
  const [held, setHeld] = useState({context, value: initial});
  return [held.context === context ? held.value : initial, (value) => setHeld({context, value})];
}
