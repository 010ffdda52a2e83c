import type {
  APIMessageComponent,
  APIMessageTopLevelComponent,
  APIThumbnailComponent,
} from 'discord-api-types/v10';

export type AnyComponent = APIMessageTopLevelComponent | APIMessageComponent | APIThumbnailComponent;

export interface PlacedComponent {
  component: AnyComponent;
  /** Keys that lead from the list of components to this one. */
  path: (string | number)[];
}

/** Every component of a message, outer before inner. */
export function* walkComponents(
  components: readonly AnyComponent[],
  path: readonly (string | number)[] = [],
): Generator<PlacedComponent> {
  for (const [index, component] of components.entries()) {
    const here = [...path, index];
    yield {component, path: here};
    if ('components' in component) yield* walkComponents(component.components, [...here, 'components']);
    if ('accessory' in component) {
      yield {component: component.accessory, path: [...here, 'accessory']};
    }
  }
}
