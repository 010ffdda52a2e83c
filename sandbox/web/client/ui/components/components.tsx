/** Draws a message's components, of both generations. */
import {type APIMessageTopLevelComponent, ComponentType} from 'discord-api-types/v10';
import {useState} from 'preact/hooks';
import {FileLine} from '../attachments.tsx';
import {Markdown} from '../markdown.tsx';
import {Picture} from '../picture.tsx';
import type {Around} from './around.ts';
import {MessageButton} from './message-button.tsx';
import {SelectMenu} from './select-menu.tsx';

export type AnyComponent =
  | APIMessageTopLevelComponent
  | Extract<APIMessageTopLevelComponent, {type: ComponentType.ActionRow}>['components'][number]
  | Extract<APIMessageTopLevelComponent, {type: ComponentType.Section}>['accessory'];

export function Components({components, ...around}: Around & {components: readonly AnyComponent[]}) {
  return components.map((component) => <Component key={component.id} component={component} {...around} />);
}

const galleryBox = {width: 550, height: 350};
const thumbnailBox = {width: 85, height: 85};

function Component({component, ...around}: Around & {component: AnyComponent}) {
  switch (component.type) {
    case ComponentType.ActionRow:
      return (
        <div class="action-row">
          <Components components={component.components} {...around} />
        </div>
      );
    case ComponentType.Button:
      return <MessageButton button={component} {...around} />;
    case ComponentType.StringSelect:
    case ComponentType.UserSelect:
    case ComponentType.RoleSelect:
    case ComponentType.MentionableSelect:
    case ComponentType.ChannelSelect:
      return <SelectMenu select={component} {...around} />;
    case ComponentType.TextDisplay:
      return (
        <div class="message-text">
          <Markdown source={component.content} />
        </div>
      );
    case ComponentType.Section:
      return (
        <div class="section">
          <div>
            <Components components={component.components} {...around} />
          </div>
          <Component component={component.accessory} {...around} />
        </div>
      );
    case ComponentType.Thumbnail:
      return (
        <Picture
          picture={{...component.media, description: component.description}}
          isSpoiler={component.spoiler ?? false}
          most={thumbnailBox}
        />
      );
    case ComponentType.MediaGallery: {
      const {items} = component;
      return (
        <div class="pictures" data-count={Math.min(items.length, 4)}>
          {items.map(({media, description, spoiler}, index) => (
            <Picture
              key={index}
              picture={{...media, description}}
              isSpoiler={spoiler ?? false}
              {...(items.length === 1 && {most: galleryBox})}
            />
          ))}
        </div>
      );
    }
    case ComponentType.File:
      return <FileLine name={component.name ?? 'file'} size={component.size} url={component.file.url} />;
    case ComponentType.Separator:
      return (
        <hr
          class="separator"
          data-divider={component.divider ?? true}
          data-spacing={component.spacing ?? 1}
        />
      );
    case ComponentType.Container:
      return (
        <Container color={component.accent_color} isSpoiler={component.spoiler ?? false}>
          <Components components={component.components} {...around} />
        </Container>
      );
    default:
      return <p class="failed">A component this page does not know</p>;
  }
}

interface ContainerProps {
  color: number | null | undefined;
  isSpoiler: boolean;
  children: preact.ComponentChildren;
}

function Container({color, isSpoiler, children}: ContainerProps) {
  const [isRevealed, setRevealed] = useState(!isSpoiler);
  const edge =
    color === null || color === undefined ? {} : {'--edge': `#${color.toString(16).padStart(6, '0')}`};
  return (
    <div
      class="container"
      data-hidden={!isRevealed}
      data-accent={color !== null && color !== undefined}
      style={edge}
    >
      <div class="container-inside" inert={!isRevealed}>
        {children}
      </div>
      {!isRevealed && (
        <button type="button" class="spoiler-cover" onClick={() => setRevealed(true)}>
          <span class="spoiler-badge">Spoiler</span>
        </button>
      )}
    </div>
  );
}
