// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test only, never part of the product: crashes on demand at points of the
 * boot that no command line of a stock kernel reaches.
 *
 *   crashpoint=STAGE[:ACTION]  ACTION is panic (default), bug, null, gp, call, df (a double
 *                              fault) or table (a damaged page table)
 *   crashat=FUNCTION[:ACTION]  the same in place of a kernel function, when that is
 *                              first called after the initcalls
 *   bakeflip=OFFSET:BIT        flips one bit of the baked image, before late_initcall
 *
 * Without these words it does nothing.  What runs too early for an initcall is
 * reached through x86_init, whose functions are called in a known order and may
 * be replaced until then; for what runs before parameters are parsed,
 * start_kernel() calls crashpoint_first() behind smp_setup_processor_id().
 */
#define pr_fmt(fmt) "crashpoints: " fmt

#include <linux/bug.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/cmdline.h>
#include <asm/desc.h>
#include <asm/setup.h>
#include <asm/tlbflush.h>
#include <asm/trapnr.h>
#include <asm/x86_init.h>

enum action {
	ACTION_PANIC,
	ACTION_BUG,
	ACTION_NULL,
	ACTION_GP,
	ACTION_CALL,
	ACTION_DF,
	ACTION_TABLE
};

static const char *const action_names[] __initconst = {
	[ACTION_PANIC] = "panic", [ACTION_BUG] = "bug",   [ACTION_NULL] = "null",
	[ACTION_GP] = "gp",       [ACTION_CALL] = "call", [ACTION_DF] = "df",
	[ACTION_TABLE] = "table",
};

static char stage[64];
static enum action action;

static void (*volatile nowhere)(void);

/* Without a gate for page faults one becomes a double fault, and the stack is still good. */
static void double_fault(void)
{
	static gate_desc gates[IDT_ENTRIES];
	struct desc_ptr idt;

	store_idt(&idt);
	memcpy(gates, (void *)idt.address, min_t(size_t, idt.size + 1, sizeof(gates)));
	gates[X86_TRAP_PF].bits.p = 0;
	idt.address = (unsigned long)gates;
	load_idt(&idt);
	WRITE_ONCE(*(int *)NULL, 0);
}

/* A bit that must be 0 is 1: above what any processor has of physical addresses. */
static void damaged_table(void)
{
	int *page = vmalloc(PAGE_SIZE);
	unsigned int level;
	pte_t *entry = lookup_address((unsigned long)page, &level);

	WRITE_ONCE(*entry, __pte(pte_val(*entry) | BIT_ULL(51)));
	flush_tlb_kernel_range((unsigned long)page, (unsigned long)page + PAGE_SIZE);
	READ_ONCE(*page);
}

static noinline void crash(void)
{
	switch (action) {
	case ACTION_PANIC:
		panic("crashpoint: %s", stage);
	case ACTION_BUG:
		BUG();
	case ACTION_NULL:
		WRITE_ONCE(*(int *)NULL, 0);
		break;
	case ACTION_GP:
		/* No address at all: its upper bits differ. */
		WRITE_ONCE(*(int *)(1ul << 62), 0);
		break;
	case ACTION_CALL:
		nowhere();
		break;
	case ACTION_DF:
		double_fault();
		break;
	case ACTION_TABLE:
		damaged_table();
	}
}

static void __init reach(const char *name)
{
	if (!strcmp(stage, name))
		crash();
}

/* Each calls what it replaces first: the crash comes at the end of the stage. */
static void (*pagetable_init)(void) __initdata;
static void (*banner)(void) __initdata;
static void (*init_after_bootmem)(void) __initdata;
static void (*intr_init)(void) __initdata;
static void (*timer_init)(void) __initdata;

static void __init reach_paging(void)
{
	pagetable_init();
	crash();
}

static void __init reach_setup_arch_end(void)
{
	banner();
	crash();
}

static void __init reach_mm_init(void)
{
	init_after_bootmem();
	crash();
}

static void __init reach_init_irq(void)
{
	intr_init();
	crash();
}

static void __init reach_timer(void)
{
	timer_init();
	crash();
}

static const struct hook {
	const char *name;
	void (**place)(void);
	void (**replaced)(void);
	void (*with)(void);
} hooks[] __initconst = {
	{ "paging", &x86_init.paging.pagetable_init, &pagetable_init, reach_paging },
	{ "setup_arch_end", &x86_init.oem.banner, &banner, reach_setup_arch_end },
	{ "mm_init", &x86_init.hyper.init_after_bootmem, &init_after_bootmem, reach_mm_init },
	{ "init_irq", &x86_init.irqs.intr_init, &intr_init, reach_init_irq },
	{ "timer", &x86_init.timers.timer_init, &timer_init, reach_timer },
};

static void __init install_hook(void)
{
	const struct hook *h;

	for (h = hooks; h < hooks + ARRAY_SIZE(hooks); h++) {
		if (strcmp(stage, h->name))
			continue;
		*h->replaced = *h->place;
		*h->place = h->with;
	}
}

static bool __init stage_is_known(void)
{
	static const char *const others[] __initconst = {
		"first", "param", "early_initcall", "device_initcall", "late_initcall",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(stage, hooks[i].name))
			return true;
	return match_string(others, ARRAY_SIZE(others), stage) >= 0;
}

static bool __init parse_action(const char *arg)
{
	char *colon;
	int found = ACTION_PANIC;

	strscpy(stage, arg, sizeof(stage));
	colon = strchr(stage, ':');
	if (colon) {
		*colon = '\0';
		found = match_string(action_names, ARRAY_SIZE(action_names), colon + 1);
	}
	action = found;
	return found >= 0;
}

static bool __init parse(const char *arg)
{
	return parse_action(arg) && stage_is_known();
}

void __init crashpoint_first(void);
void __init crashpoint_first(void)
{
	char arg[32];

	if (cmdline_find_option(boot_command_line, "crashpoint", arg, sizeof(arg)) > 0 &&
	    parse(arg))
		reach("first");
}

static int __init crashpoint_setup(char *arg)
{
	if (!parse(arg ?: "")) {
		pr_err("crashpoint=%s: not known (expected STAGE[:panic|bug|null|gp|call|df|table])\n",
		       arg);
		stage[0] = '\0';
		return 0;
	}
	reach("param");
	install_hook();
	return 0;
}
early_param("crashpoint", crashpoint_setup);

static int __init reach_early_initcall(void)
{
	reach("early_initcall");
	return 0;
}
early_initcall(reach_early_initcall);

static int __init reach_device_initcall(void)
{
	reach("device_initcall");
	return 0;
}
device_initcall(reach_device_initcall);

static int __init reach_late_initcall(void)
{
	reach("late_initcall");
	return 0;
}
late_initcall(reach_late_initcall);

/* Returns into crash(), as if the function's caller had called that: in its context, not the
 * probe's. */
static int at_function(struct kprobe *probe, struct pt_regs *regs)
{
	static atomic_t reached;

	if (atomic_xchg(&reached, 1))
		return 0;
	regs->ip = (unsigned long)crash;
	return 1;
}

/* There is one, so that the probe isn't made a jump, which can't change the place to go on. */
static void behind_function(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

static struct kprobe function_probe = {
	.symbol_name = stage,
	.pre_handler = at_function,
	.post_handler = behind_function,
};

static bool at_wanted __initdata;

static int __init crashat_setup(char *arg)
{
	at_wanted = parse_action(arg ?: "");
	if (!at_wanted)
		pr_err("crashat=%s: not known (expected FUNCTION[:panic|bug|null|gp|call|df|table])\n",
		       arg);
	return 0;
}
early_param("crashat", crashat_setup);

static int __init probe_function(void)
{
	int error = at_wanted ? register_kprobe(&function_probe) : 0;

	if (error)
		pr_err("crashat=%s: can't be probed (error %d)\n", stage, error);
	return 0;
}
late_initcall_sync(probe_function);

static unsigned long long flip_offset __initdata;
static unsigned int flip_bit __initdata;
static bool flip_wanted __initdata;

static int __init bakeflip_setup(char *arg)
{
	flip_wanted = arg && sscanf(arg, "%lli:%u", &flip_offset, &flip_bit) == 2 && flip_bit < 8;
	if (!flip_wanted)
		pr_err("bakeflip=%s: not understood (expected OFFSET:BIT)\n", arg);
	return 0;
}
early_param("bakeflip", bakeflip_setup);

/* Depth first, as /proc/iomem prints them: the region may lie inside System RAM. */
static struct resource *__init next_resource(struct resource *r)
{
	if (r->child)
		return r->child;
	while (r && !r->sibling)
		r = r->parent;
	return r ? r->sibling : NULL;
}

static struct resource *__init find_region(void)
{
	struct resource *r;

	for (r = iomem_resource.child; r; r = next_resource(r))
		if (r->name && !strcmp(r->name, "Kexec bake"))
			return r;
	return NULL;
}

static void __init flip(phys_addr_t at)
{
	u8 *byte = memremap(at, 1, MEMREMAP_WB);

	if (!byte) {
		pr_err("bakeflip: %pa can't be mapped\n", &at);
		return;
	}
	*byte ^= BIT(flip_bit);
	memunmap(byte);
	pr_info("bakeflip: bit %u at %pa is flipped\n", flip_bit, &at);
}

static int __init flip_image(void)
{
	struct resource *region;

	if (!flip_wanted)
		return 0;
	region = find_region();
	if (region && flip_offset < resource_size(region))
		flip(region->start + flip_offset);
	else
		pr_err("bakeflip: no \"Kexec bake\" in /proc/iomem, or it ends before that offset\n");
	return 0;
}
device_initcall(flip_image);
