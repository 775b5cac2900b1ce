// SPDX-License-Identifier: GPL-2.0-only
#include "virtual_memory.h"

#include "vmcore-dmesg/arch/x86/x86_page_tables.h"

int memory_open(struct memory *memory, const struct dump *dump, struct error *error)
{
	*memory = (struct memory){ .dump = dump };
	return x86_is_dump_of_x86_64(dump) ? x86_find_page_tables(memory, error) : 0;
}

/* --- translation ------------------------------------------------------------- */

static int translate_address(const struct memory *memory, uint64_t address, struct page *page,
			     struct error *error)
{
	if (memory->levels)
		return x86_walk_page_tables(memory, address, page, error);
	page->virtual = address;
	if (dump_translate(memory->dump, address, &page->physical, &page->size))
		return dump_fail_unmapped(memory->dump, address, error);
	return 0;
}

static const struct page *find_page(struct memory *memory, uint64_t address, struct error *error)
{
	struct page *page, found;

	for (page = memory->pages; page < memory->pages + MEMORY_PAGES; page++) {
		if (address - page->virtual < page->size)
			return page;
	}
	if (translate_address(memory, address, &found, error))
		return NULL;
	page = &memory->pages[memory->next++ % MEMORY_PAGES];
	*page = found;
	return page;
}

/* --- reading ----------------------------------------------------------------- */

int memory_read(struct memory *memory, uint64_t address, void *data, size_t size,
		struct error *error)
{
	const struct page *page;
	uint64_t skip, n;
	uint8_t *p = data;

	for (; size; size -= n, address += n, p += n) {
		page = find_page(memory, address, error);
		if (!page)
			return -1;
		skip = address - page->virtual;
		n = page->size - skip < size ? page->size - skip : size;
		if (dump_read(memory->dump, page->physical + skip, p, n, error))
			return -1;
	}
	return 0;
}

int memory_number(struct memory *memory, uint64_t address, unsigned int size, uint64_t *value,
		  struct error *error)
{
	uint8_t bytes[8];

	if (memory_read(memory, address, bytes, size, error))
		return -1;
	*value = dump_number(memory->dump, bytes, size);
	return 0;
}

int memory_word(struct memory *memory, uint64_t address, uint64_t *value, struct error *error)
{
	return memory_number(memory, address, memory->dump->word, value, error);
}
