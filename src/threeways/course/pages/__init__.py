"""What the site's pages get beside a chapter's text: tabs, links, tables, pictures, their head."""
