import {useState} from 'preact/hooks';

/** State that belongs to one context. When `context` changes, it is `initial` again at once. */
export function useForContext<T>(context: string, initial: T): [T, (value: T) => void] {
  const [held, setHeld] = useState({context, value: initial});
  return [held.context === context ? held.value : initial, (value) => setHeld({context, value})];
}
