/** Draws Discord's Markdown as elements. */
import {useComputed} from '@preact/signals';
import type {ComponentChildren} from 'preact';
import {useMemo, useState} from 'preact/hooks';
import {type Block, parseMarkdown} from '../model/markdown.ts';
import {type Inline, parseInline, spotOf} from '../model/markdown-inline.ts';
import {placeTitle} from '../model/place-names.ts';
import {personName, places, viewerId} from '../state/session.ts';
import {goTo} from './go-to.ts';
import {Timestamp} from './timestamp.tsx';

export function Markdown({source}: {source: string}) {
  const blocks = useMemo(() => parseMarkdown(source), [source]);
  return <Blocks blocks={blocks} />;
}

/** `isPreview`: nothing can be clicked. */
export function InlineMarkdown({source, isPreview = false}: {source: string; isPreview?: boolean}) {
  const nodes = useMemo(() => parseInline(source), [source]);
  return <Inlines nodes={nodes} isPreview={isPreview} />;
}

function Blocks({blocks}: {blocks: readonly Block[]}) {
  return blocks.map((block, index) => <BlockView key={index} block={block} />);
}

function BlockView({block}: {block: Block}) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Inlines nodes={block.children} />
        </p>
      );
    case 'subtext':
      return (
        <p class="subtext">
          <Inlines nodes={block.children} />
        </p>
      );
    case 'heading': {
      // The page's own headings use the levels above.
      const Heading = (['h4', 'h5', 'h6'] as const)[block.level - 1] ?? 'h6';
      return (
        <Heading>
          <Inlines nodes={block.children} />
        </Heading>
      );
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'code':
      return (
        <pre data-language={block.language}>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const items = block.items.map((nodes, index) => (
        <li key={index}>
          <Inlines nodes={nodes} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function Inlines({nodes, isPreview = false}: {nodes: readonly Inline[]; isPreview?: boolean}) {
  return nodes.map((node, index) => <InlineView key={index} node={node} isPreview={isPreview} />);
}

function InlineView({node, isPreview}: {node: Inline; isPreview: boolean}) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'strong':
      return <strong>{inside(node, isPreview)}</strong>;
    case 'emphasis':
      return <em>{inside(node, isPreview)}</em>;
    case 'underline':
      return <u>{inside(node, isPreview)}</u>;
    case 'strike':
      return <s>{inside(node, isPreview)}</s>;
    case 'spoiler':
      return isPreview ? <span class="spoiler" /> : <SpoilerText>{inside(node, false)}</SpoilerText>;
    case 'code':
      return <code>{node.text}</code>;
    case 'link':
      return isPreview ? inside(node, true) : <Link url={node.url}>{inside(node, false)}</Link>;
    case 'spot':
      return <Spot {...node} isPreview={isPreview} />;
    case 'user':
      return (
        <span class="mention" data-me={node.id === viewerId.value}>
          @{personName(node.id)}
        </span>
      );
    case 'channel':
      return <ChannelMention id={node.id} />;
    case 'role':
      return <span class="mention">@role</span>;
    case 'command':
      return <span class="mention">/{node.name}</span>;
    case 'emoji':
      return <span class="custom-emoji">:{node.name}:</span>;
    case 'time':
      return <Timestamp seconds={node.seconds} style={node.style} />;
  }
}

function inside({children}: {children: readonly Inline[]}, isPreview: boolean): ComponentChildren {
  return <Inlines nodes={children} isPreview={isPreview} />;
}

/** A link into Discord goes there on this page. */
function Link({url, children}: {url: string; children: ComponentChildren}) {
  const spot = spotOf(url);
  const go = (event: MouseEvent): void => {
    if (!spot) return;
    event.preventDefault();
    goTo(spot);
  };
  return (
    <a href={url} target="_blank" rel="noreferrer" onClick={go}>
      {children}
    </a>
  );
}

/** A bare link into Discord, by the channel's name. */
function Spot({
  channel,
  message,
  isPreview,
}: {
  channel: string;
  message: string | undefined;
  isPreview: boolean;
}) {
  const title = useComputed(() => {
    const place = places.value.find(({id}) => id === channel);
    return place ? placeTitle(place) : '#unknown';
  });
  const text = (
    <>
      {title}
      {message !== undefined && ' › 💬'}
    </>
  );
  if (isPreview) return <span class="mention">{text}</span>;
  return (
    <button
      type="button"
      class="mention mention-button"
      aria-label={message === undefined ? `Go to ${title.value}` : `Go to the message in ${title.value}`}
      onClick={() => goTo({channel, message})}
    >
      {text}
    </button>
  );
}

function ChannelMention({id}: {id: string}) {
  const name = useComputed(() => places.value.find((place) => place.id === id)?.name ?? 'unknown');
  return <span class="mention">#{name}</span>;
}

function SpoilerText({children}: {children: ComponentChildren}) {
  const [isShown, setShown] = useState(false);
  if (isShown) return <span class="spoiler-shown">{children}</span>;
  return (
    <button type="button" class="spoiler" aria-label="Spoiler, show" onClick={() => setShown(true)}>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}
