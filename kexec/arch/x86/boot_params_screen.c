// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen: struct screen_info of uapi/linux/screen_info.h. A frame buffer
 * whose driver tells where it lies, be it vesafb's, efifb's or a DRM driver's, is
 * described as it is now; else the next kernel gets what the running one got.
 */
#include "boot_params.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/little_endian.h"
#include "kexec/machine/system.h"

#include "x86_machine.h"
#include "x86_request.h"

#define FRAME_BUFFER "/dev/fb0"
#define VESA_UNIT    0x10000ull

/* Mode 3 of the VGA, which is what a PC starts with. */
static void put_text_mode(uint8_t *p)
{
	p[X86_SCREEN_COLUMNS] = 80;
	p[X86_SCREEN_LINES] = 25;
	p[X86_SCREEN_TYPE] = X86_SCREEN_VGA_TEXT;
	put16(p + X86_SCREEN_POINTS, 16);
}

static bool is_linear(const struct fb_fix_screeninfo *fixed)
{
	return fixed->type == FB_TYPE_PACKED_PIXELS && fixed->smem_start && fixed->smem_len &&
	       (fixed->visual == FB_VISUAL_TRUECOLOR || fixed->visual == FB_VISUAL_DIRECTCOLOR);
}

/*
 * By the two drivers that are named for it, else as the machine was started:
 * with EFI there is no VESA.
 */
static uint8_t type_of(const struct fb_fix_screeninfo *fixed, const struct machine *machine)
{
	const uint8_t *p = machine->arch->boot_params.data;

	if (!strncmp(fixed->id, "VESA VGA", sizeof(fixed->id)))
		return X86_SCREEN_VESA;
	if (!strncmp(fixed->id, "EFI VGA", sizeof(fixed->id)))
		return X86_SCREEN_EFI;
	return p && get32(p + X86_EFI_INFO) ? X86_SCREEN_EFI : X86_SCREEN_VESA;
}

static void put_colour(uint8_t *to, const struct fb_bitfield *field)
{
	to[0] = field->length;
	to[1] = field->offset;
}

static void put_size(uint8_t *p, uint64_t size)
{
	if (p[X86_SCREEN_TYPE] == X86_SCREEN_VESA)
		size = (size + VESA_UNIT - 1) / VESA_UNIT;
	put32(p + X86_SCREEN_LFB_SIZE, size > UINT32_MAX ? UINT32_MAX : size);
}

static void put_base(uint8_t *p, uint64_t base)
{
	uint32_t capabilities = get32(p + X86_SCREEN_CAPABILITIES);

	put32(p + X86_SCREEN_LFB_BASE, base);
	put32(p + X86_SCREEN_EXT_LFB_BASE, base >> 32);
	if (base >> 32)
		put32(p + X86_SCREEN_CAPABILITIES, capabilities | X86_SCREEN_64BIT_BASE);
}

static void put_frame_buffer(uint8_t *p, const struct fb_fix_screeninfo *fixed,
			     const struct fb_var_screeninfo *variable)
{
	uint8_t *colours = p + X86_SCREEN_LFB_COLOURS;

	put16(p + X86_SCREEN_LFB_WIDTH, variable->xres);
	put16(p + X86_SCREEN_LFB_HEIGHT, variable->yres);
	put16(p + X86_SCREEN_LFB_DEPTH, variable->bits_per_pixel);
	put16(p + X86_SCREEN_LFB_LINE_LENGTH, fixed->line_length);
	put_colour(colours, &variable->red);
	put_colour(colours + 2, &variable->green);
	put_colour(colours + 4, &variable->blue);
	put_colour(colours + 6, &variable->transp);
	put_base(p, fixed->smem_start);
	put_size(p, fixed->smem_len);
}

static void put_current(const struct load *load, uint8_t *p)
{
	const struct machine *machine = &load->machine;
	struct fb_var_screeninfo variable;
	struct fb_fix_screeninfo fixed;

	if (system_frame_buffer(FRAME_BUFFER, &fixed, &variable) || !is_linear(&fixed))
		return;
	if (!load->request->arch->reuse_video_type || !machine->arch->boot_params.size)
		p[X86_SCREEN_TYPE] = type_of(&fixed, machine);
	put_frame_buffer(p, &fixed, &variable);
}

void describe_screen(const struct load *load, uint8_t *boot_params)
{
	const struct blob *old = &load->machine.arch->boot_params;

	if (load->request->arch->reset_vga || !old->size)
		put_text_mode(boot_params);
	else
		memcpy(boot_params + X86_SCREEN_INFO, old->data + X86_SCREEN_INFO,
		       X86_SCREEN_INFO_SIZE);
	if (!load->request->arch->reset_vga)
		put_current(load, boot_params);
}
