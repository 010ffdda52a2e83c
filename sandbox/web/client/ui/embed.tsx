import type {APIEmbed} from 'discord-api-types/v10';
import {messageTime} from '../model/times.ts';
import {locale} from '../state/session.ts';
import {InlineMarkdown, Markdown} from './markdown.tsx';
import {Picture} from './picture.tsx';

export function Embeds({embeds}: {embeds: readonly APIEmbed[]}) {
  return embeds.map((embed, index) => <Embed key={index} embed={embed} />);
}

const large = {width: 400, height: 300};
const small = {width: 80, height: 80};

function Embed({embed}: {embed: APIEmbed}) {
  const {author, title, url, description, fields = [], image, thumbnail, footer, timestamp} = embed;
  const edge = embed.color === undefined ? {} : {'--edge': `#${embed.color.toString(16).padStart(6, '0')}`};
  return (
    <article class="embed" style={edge}>
      <div class="embed-main">
        {author && <p class="embed-author">{author.name}</p>}
        {title && (
          <p class="embed-title">
            {url && /^https?:/.test(url) ? (
              <a href={url} target="_blank" rel="noreferrer">
                <InlineMarkdown source={title} isPreview />
              </a>
            ) : (
              <InlineMarkdown source={title} />
            )}
          </p>
        )}
        {description && (
          <div class="embed-description">
            <Markdown source={description} />
          </div>
        )}
        {fields.length > 0 && (
          <dl class="embed-fields">
            {fields.map(({name, value, inline}, index) => (
              <div key={index} data-inline={inline}>
                <dt>
                  <InlineMarkdown source={name} />
                </dt>
                <dd>
                  <Markdown source={value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {thumbnail && (
        <div class="embed-thumbnail">
          <Picture picture={thumbnail} most={small} />
        </div>
      )}
      {image && (
        <div class="embed-image">
          <Picture picture={image} most={large} />
        </div>
      )}
      {(footer || timestamp) && (
        <p class="embed-footer">
          {[footer?.text, timestamp && messageTime(new Date(timestamp), new Date(), locale.value)]
            .filter(Boolean)
            .join(' • ')}
        </p>
      )}
    </article>
  );
}
