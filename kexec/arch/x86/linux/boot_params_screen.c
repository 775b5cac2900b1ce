// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen_info of boot_params (uapi/linux/screen_info.h).  If a driver (vesafb, efifb, or a DRM
 * driver) shows the address of its frame buffer, screen_info describes this frame buffer in its
 * present mode.  Otherwise the running kernel's screen_info is passed on.
 */
#include "boot_params.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/machine/system.h"
#include "util_lib/little_endian.h"

#include "kexec/arch/x86/x86_machine.h"
#include "kexec/arch/x86/x86_request.h"

#define FRAME_BUFFER "/dev/fb0"
/* Unit of lfb_size with VESA, in bytes. */
#define VESA_UNIT 0x10000ull

/* VGA mode 3: 80 by 25 characters, the mode in which a PC starts. */
static void put_vga_text_mode(uint8_t *p)
{
	p[X86_SCREEN_COLUMNS] = 80;
	p[X86_SCREEN_LINES] = 25;
	p[X86_SCREEN_TYPE] = X86_SCREEN_VGA_TEXT;
	put16(p + X86_SCREEN_POINTS, 16);
}

static bool is_linear_frame_buffer(const struct fb_fix_screeninfo *fixed)
{
	return fixed->type == FB_TYPE_PACKED_PIXELS && fixed->smem_start && fixed->smem_len &&
	       (fixed->visual == FB_VISUAL_TRUECOLOR || fixed->visual == FB_VISUAL_DIRECTCOLOR);
}

/*
 * vesafb and efifb are named after the type.  With any other driver the type depends on how the
 * machine was started: with EFI there is no VESA BIOS.
 */
static uint8_t frame_buffer_type(const struct fb_fix_screeninfo *fixed,
				 const struct machine *machine)
{
	const uint8_t *p = machine->arch->boot_params.data;

	if (!strncmp(fixed->id, "VESA VGA", sizeof(fixed->id)))
		return X86_SCREEN_VESA;
	if (!strncmp(fixed->id, "EFI VGA", sizeof(fixed->id)))
		return X86_SCREEN_EFI;
	return p && get32(p + X86_EFI_INFO) ? X86_SCREEN_EFI : X86_SCREEN_VESA;
}

static void put_colour_field(uint8_t *to, const struct fb_bitfield *field)
{
	to[0] = field->length;
	to[1] = field->offset;
}

static void put_lfb_size(uint8_t *p, uint64_t size)
{
	if (p[X86_SCREEN_TYPE] == X86_SCREEN_VESA)
		size = (size + VESA_UNIT - 1) / VESA_UNIT;
	put32(p + X86_SCREEN_LFB_SIZE, size > UINT32_MAX ? UINT32_MAX : size);
}

static void put_lfb_base(uint8_t *p, uint64_t base)
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
	put_colour_field(colours, &variable->red);
	put_colour_field(colours + 2, &variable->green);
	put_colour_field(colours + 4, &variable->blue);
	put_colour_field(colours + 6, &variable->transp);
	put_lfb_base(p, fixed->smem_start);
	put_lfb_size(p, fixed->smem_len);
}

static void put_current_frame_buffer(const struct load *load, uint8_t *p)
{
	const struct machine *machine = &load->machine;
	struct fb_var_screeninfo variable;
	struct fb_fix_screeninfo fixed;

	if (system_frame_buffer(FRAME_BUFFER, &fixed, &variable) || !is_linear_frame_buffer(&fixed))
		return;
	if (!load->request->arch->reuse_video_type || !machine->arch->boot_params.size)
		p[X86_SCREEN_TYPE] = frame_buffer_type(&fixed, machine);
	put_frame_buffer(p, &fixed, &variable);
}

void boot_params_fill_screen(const struct load *load, uint8_t *boot_params)
{
	const struct blob *old = &load->machine.arch->boot_params;

	if (load->request->arch->reset_vga || !old->size)
		put_vga_text_mode(boot_params);
	else
		memcpy(boot_params + X86_SCREEN_INFO, old->data + X86_SCREEN_INFO,
		       X86_SCREEN_INFO_SIZE);
	if (!load->request->arch->reset_vga)
		put_current_frame_buffer(load, boot_params);
}
