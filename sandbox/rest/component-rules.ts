/** What Discord checks about components beyond their schema. */
import {type APIMessageTopLevelComponent, ButtonStyle, ComponentType} from 'discord-api-types/v10';
import {walkComponents} from '../state/component-tree.ts';
import type {FormIssue} from './discord-error.ts';

const maxRowWidth = 5;
const maxComponents = 40;

export function componentIssues(components: readonly APIMessageTopLevelComponent[]): FormIssue[] {
  const issues: FormIssue[] = [];
  const seen = new Set<string>();
  let count = 0;
  for (const {component, path} of walkComponents(components)) {
    count += 1;
    const complain = (field: string, code: string, message: string) =>
      issues.push({path: ['components', ...path, field], code, message});
    if (component.type === ComponentType.ActionRow && component.components.length > maxRowWidth) {
      complain('components', 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${maxRowWidth} in length.`);
    }
    if (component.type === ComponentType.Button && !hasTarget(component)) {
      complain('custom_id', 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', 'A custom id is required');
    }
    if (component.type === ComponentType.Button && !hasFace(component)) {
      complain('label', 'BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL', 'A label or emoji is required');
    }
    if (!('custom_id' in component)) continue;
    if (seen.has(component.custom_id)) {
      complain('custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    seen.add(component.custom_id);
  }
  if (count > maxComponents) {
    const message = `The total number of components must be ${maxComponents} or fewer.`;
    issues.push({path: ['components'], code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message});
  }
  return issues;
}

function hasTarget(button: {style: ButtonStyle}): boolean {
  if (button.style === ButtonStyle.Link) return 'url' in button;
  return button.style === ButtonStyle.Premium ? 'sku_id' in button : 'custom_id' in button;
}

function hasFace(button: {style: ButtonStyle}): boolean {
  return button.style === ButtonStyle.Premium || 'label' in button || 'emoji' in button;
}
